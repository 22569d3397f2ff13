// What the formatter and the type checker do not see.

import js from "@eslint/js";

export default [
  { ignores: ["dashboard/static/"] }, // bundles, written when the dashboard starts
  js.configs.recommended,
  {
    rules: {
      "no-undef": "off", // the type checker knows the browser's names
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-shadow": "off",
      "object-shorthand": "error",
      "no-useless-return": "error",
    },
  },
  { files: ["dashboard/**"], rules: { "max-lines": ["error", 150] } }, // a module has one job
];
