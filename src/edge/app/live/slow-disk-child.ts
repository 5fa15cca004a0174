/** Works on a disk in a process of its own: see slow-disk.ts. */
import { type DiskWork, workOnDisk } from "./disk-work.ts";

const [, , text = ""] = process.argv;
process.stdout.write(JSON.stringify(workOnDisk(JSON.parse(text) as DiskWork)));
