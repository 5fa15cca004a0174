import fc from "fast-check";
import { expect, test } from "vitest";
import { Markup, markup, scriptJson } from "./markup.ts";

test("values are escaped, markup is not, lists are joined and nothing stays nothing", () => {
  const { text } = markup`<p title="${'"><script>'}">${["a & b", new Markup("<b>"), 3, undefined]}</p>`;
  expect(text).toBe('<p title="&quot;&gt;&lt;script&gt;">a &amp; b<b>3</p>');
});

test("no text can leave its element or its attribute", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(markup`${text}`.text).not.toMatch(/[<>"']|(?![\t\n\r])\p{Cc}/u);
    }),
  );
});

test("JSON in a script cannot end it, and is the same JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, name) => {
      const carried = { value, name, end: "</script><!--<script>\u2028" };
      const { text } = scriptJson(carried);
      expect(text).not.toContain("<");
      expect(text).not.toMatch(/[\u2028\u2029]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(carried)));
    }),
  );
});
