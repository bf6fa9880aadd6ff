import { defineConfig } from 'vitest/config';

/** No test asks a real provider, whatever the environment of who runs them. */
const env = { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: '' };

/** `unit` is quick and pure; `system` starts workers, processes and browsers. */
export default defineConfig({
  test: {
    reporters: [['default', { summary: false }], './test/reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts'],
          testTimeout: 20_000,
          // Pure tests share their modules: most of the time was loading them again.
          isolate: false,
          maxWorkers: 2,
          env,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: true,
          maxWorkers: 2,
          env,
        },
      },
    ],
  },
});
