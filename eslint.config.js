/** Six rules that need types. Everything else is Biome's. */
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["src/**/*.ts", "strategies/**/*.ts"],
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
    "@typescript-eslint/await-thenable": "error",
    "@typescript-eslint/switch-exhaustiveness-check": "error",
    "@typescript-eslint/only-throw-error": "error",
    "@typescript-eslint/no-unnecessary-condition": "error",
  },
});
