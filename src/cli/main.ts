#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Most of a start is compiling the modules; from the second start on they come from a cache.
enableCompileCache();
const { runProcess } = await import('./command-line.ts');
await runProcess();
