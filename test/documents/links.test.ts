import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './code-blocks.ts';

const pages = globSync(['*.md', '{docs,problems,skills,evaluators}/**/*.md'], { cwd: root });

/** Anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(file: string): readonly string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page to files that do not exist, or to headings that their page has not. */
function deadLinks(page: string): readonly string[] {
  const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [target = '', anchor] = link.split('#');
      const file = target === '' ? page : path.join(path.dirname(page), target);
      const place = path.join(root, decodeURI(file));
      if (!existsSync(place)) return true;
      return anchor !== undefined && place.endsWith('.md') && !anchorsOf(place).includes(anchor);
    });
}

test.each(pages.toSorted())('%s has no dead link', (page) => {
  expect(deadLinks(page)).toEqual([]);
});

test('docs/README.md names every page of docs', () => {
  const index = readFileSync(path.join(root, 'docs/README.md'), 'utf8');
  const all = globSync('docs/**/*.md', { cwd: root })
    .filter((page) => page !== 'docs/README.md')
    .filter((page) => !/^docs\/decisions\/(?!README)/.test(page));
  expect(all.filter((page) => !index.includes(`(${page.slice('docs/'.length)})`))).toEqual([]);
});
