import { defineConfig } from "vitest/config";

// What is built stands in make/build.mjs; here is what the unit tests need.
export default defineConfig({
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    reporters: ["dot"],
  },
});
