/* `npm pack`, afterwards: the clone's package.json is back. */
import path from 'node:path';
import { restoreManifest } from './restore-manifest.ts';

await restoreManifest(path.resolve(import.meta.dirname, '..', '..'));
