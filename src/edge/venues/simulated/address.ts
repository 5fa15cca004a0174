import type { ListenOptions, TcpNetConnectOpts } from "node:net";
import { UserProblem } from "../../problem/index.ts";

/**
 * Where a venue listens: the path of a Unix socket, or `127.0.0.1:PORT`; port 0 lets the system choose one.
 * @throws UserProblem, exit 2, for anything that other machines could reach
 */
export function endpointOf(address: string): { path: string } | (TcpNetConnectOpts & ListenOptions) {
  const [, host, port] = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(address) ?? [];
  if (host !== undefined) return { host: host === "[::1]" ? "::1" : host, port: Number(port) };
  if (address.includes("/") && Buffer.byteLength(address) <= SOCKET_PATH_MAX) return { path: address };
  throw new UserProblem({
    exitCode: 2,
    message: address.includes("/") ? "the path of the socket is too long" : "no address of a simulated venue",
    found: address,
    allowed: `127.0.0.1:PORT, or a path of at most ${SOCKET_PATH_MAX} bytes with a / in it`,
    fix: "choose a shorter path, or a port of this machine",
  });
}

/** sun_path has 108 bytes on Linux and 104 on macOS, with its end. */
const SOCKET_PATH_MAX = 103;
