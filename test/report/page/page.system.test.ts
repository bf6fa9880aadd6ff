import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../../src/report/page/page.ts';
import { createRunFold } from '../../../src/view/run-fold.ts';
import { createOriginSearch } from '../../../src/view/origins.ts';
import { modelRun } from '../synthetic-models.ts';
import { logged, syntheticRun } from '../synthetic-run.ts';

const run = promisify(execFile);
const browser = findBrowser();

function findBrowser(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

if (browser === undefined && process.env['CI'] === undefined) {
  process.stderr.write('SKIPPED: no chromium here, so no test opens the report in a browser\n');
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-page-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Opens a page without a head; answers with its DOM as text and with what the console said. */
async function open(
  page: string,
): Promise<{ readonly dom: string; readonly complaints: string[] }> {
  const file = path.join(folder, 'page.html');
  await writeFile(file, page);
  const profile = `--user-data-dir=${path.join(folder, 'profile')}`;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', profile];
  const { stdout, stderr } = await run(
    browser ?? 'chromium',
    [...flags, '--dump-dom', pathToFileURL(file).href],
    { timeout: 60_000, maxBuffer: 2 ** 26 },
  );
  return { dom: stdout, complaints: stderr.split('\n').filter((line) => /CONSOLE/.test(line)) };
}

function reportOf(note: string): string {
  const fold = createRunFold();
  for (const event of syntheticRun(200)) fold.add(event);
  const files = { 'policy.ts': note };
  return renderReport(
    { ...fold.view(), title: note },
    {
      bestSource: { entry: 'policy.ts', files },
      ancestor: { id: 'p0', source: { entry: 'policy.ts', files: { 'policy.ts': 'old' } } },
      cases: fold.cases,
    },
  );
}

/** The report of a run whose models write `text` wherever they write. */
function reportOfModels(text: string): string {
  const { events, blob } = modelRun(60, text);
  const fold = createRunFold();
  for (const event of logged(events)) fold.add(event);
  const search = createOriginSearch(fold.view().lineage);
  for (const event of events) search.add(event);
  return renderReport(fold.view(), { origins: search.found(blob) });
}

// On a machine that checks changes a missing browser is a failure, not a reason to skip.
describe.skipIf(browser === undefined && process.env['CI'] === undefined)('in a browser', () => {
  test('the report opens without a complaint and applies its own style', async () => {
    const { dom, complaints } = await open(reportOf('export const a = 1;'));
    expect(complaints).toEqual([]);
    expect(dom).toContain('Better than the best reference policy');
    expect(dom.match(/<table>/g)).toHaveLength(5);
  });

  test('a script that a candidate smuggles in does not run, and the page stays whole', async () => {
    const evil = `</script><script>document.title = 'owned'; console.error('owned')</script><img src="x" onerror="console.error('owned')">`;
    const { dom, complaints } = await open(reportOf(evil));
    expect(complaints).toEqual([]);
    expect(dom).not.toContain('<title>owned');
    expect(dom.match(/<script/g)).toHaveLength(1);
  });

  test('neither does one that a model smuggles into its replies, notes and failures', async () => {
    const evil = `</pre></details></script><script>console.error('owned')</script><img src="x" onerror="console.error('owned')">`;
    const { dom, complaints } = await open(reportOfModels(evil));
    expect(complaints).toEqual([]);
    expect(dom.match(/<script/g)).toHaveLength(1);
    expect(dom.match(/<img/g)).toBeNull();
    expect(dom.match(/<details class="origin">/g)).toHaveLength(6);
    expect(dom.match(/<table>/g)).toHaveLength(6);
  });

  test('the policy of the page would stop a script that got in, and this test would see it', async () => {
    const broken = reportOf('x').replace(
      '<main>',
      '<main><script>document.title = "owned"</script>',
    );
    const { dom, complaints } = await open(broken);
    expect(complaints.join('\n')).toMatch(/Content Security Policy/);
    expect(dom).not.toContain('<title>owned');
  });
});
