/** The index of the documentation names every page, and no link of any page leads nowhere. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const pages = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name))
  .sort();
const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** Links of a page to files of the repository, without those in code. */
const linksOf = (page: string): string[] =>
  [
    ...read(page)
      .replaceAll(/^```.*?^```$/gms, "")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

/** Headings as anchors, the way they are made for readers. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

test("docs/README.md names every page, and README.md leads to it", () => {
  const named = linksOf("docs/README.md").map((link) => relative(ROOT, resolve(ROOT, "docs", link)));
  expect(pages.filter((page) => page !== "docs/README.md" && !named.includes(page))).toEqual([]);
  expect(linksOf("README.md")).toContain("docs/README.md");
});

test("messages and configs send people to docs/ and examples/, so the package carries both", () => {
  const { files } = JSON.parse(read("package.json")) as { readonly files: readonly string[] };
  expect(files).toEqual(expect.arrayContaining(["docs/**/*.md", "examples/*.yaml", "timonel.schema.json"]));
});

describe.each([...pages, "README.md", "ARCHITECTURE.md"])("%s", (page) => {
  test("has no link that leads nowhere", () => {
    const lost = linksOf(page).filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
    });
    expect(lost).toEqual([]);
  });
});
