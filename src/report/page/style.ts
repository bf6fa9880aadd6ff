/** The style sheet of the report: light and dark, narrow and wide, screen and paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #fbfaf7; --card: #ffffff; --ink: #1b1d22; --soft: #5a606b; --line: #dddad2;
  --accent: #1f5fbf; --good: #14713d; --bad: #b3261e; --warm: #8a5a00;
  --add: #e3f4e8; --remove: #fbe6e4; --grid: #ebe8e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f25; --ink: #e8e9ec; --soft: #a3a9b5; --line: #343942;
    --accent: #7fb0ff; --good: #6fd196; --bad: #ff938a; --warm: #e5b45c;
    --add: #17321f; --remove: #3d1f1e; --grid: #282c34;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, header, footer { max-width: 1040px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
.kicker { margin: 0; color: var(--soft); font-size: 14px; letter-spacing: .02em; }
h1 { margin: 4px 0 20px; font-size: clamp(26px, 4vw, 36px); line-height: 1.2; text-wrap: balance; }
h2 { margin: 48px 0 12px; font-size: 21px; line-height: 1.3; }
h3 { margin: 28px 0 8px; font-size: 17px; line-height: 1.35; }
p { max-width: 72ch; margin: 8px 0; }
.empty, .note { color: var(--soft); }
.verdict { border: 1px solid var(--line); border-left: 5px solid var(--soft); border-radius: 8px;
  background: var(--card); padding: 20px 24px; }
.verdict.better { border-left-color: var(--good); }
.verdict.worse { border-left-color: var(--bad); }
.verdict.even { border-left-color: var(--warm); }
.verdict .sentence { margin: 0; font-size: 18px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(116px, 1fr)); gap: 16px; margin: 18px 0 0; }
dt { color: var(--soft); font-size: 13px; }
.figures dd { margin: 0; white-space: nowrap; font-size: 24px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures dd small { display: block; white-space: normal; font-size: 13px; font-weight: 400; color: var(--soft); }
.better .lead dd { color: var(--good); }
.worse .lead dd { color: var(--bad); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.scroll + .scroll { margin-top: 14px; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { display: block; width: 100%; min-width: 640px; height: auto; font-size: 13px; }
svg text { fill: var(--soft); }
.grid { stroke: var(--grid); }
.tick { font-variant-numeric: tabular-nums; }
.end { text-anchor: end; }
.middle, .axis { text-anchor: middle; }
.curve { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linejoin: round; }
.dot { fill: var(--accent); opacity: .22; }
line.reference { stroke: var(--soft); stroke-dasharray: 5 4; }
line.bound { stroke: var(--bad); stroke-width: 1.5; }
.leader { fill: none; stroke: var(--line); }
svg text.label.bound { fill: var(--bad); }
svg text.label.best { fill: var(--accent); font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-size: 14.5px; }
caption { padding: 10px 14px; color: var(--soft); font-size: 13px; text-align: left; }
th, td { padding: 7px 14px; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; }
thead th { color: var(--soft); font-size: 13px; font-weight: 500; white-space: nowrap; }
thead th { vertical-align: bottom; }
thead th.number { white-space: normal; }
tbody th { font-weight: 500; overflow-wrap: break-word; min-width: 11em; max-width: 24em; }
tbody th.id { min-width: 4em; }
.change { min-width: 15em; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.error { color: var(--soft); font-size: 13px; }
.gap { display: inline-block; min-width: 5.2em; }
.bad { color: var(--bad); white-space: normal; }
tr.best > * { background: color-mix(in srgb, var(--accent) 9%, transparent); font-weight: 650; }
tr.best .error { font-weight: 400; }
pre { margin: 0; padding: 14px 0; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  tab-size: 2; }
pre span { display: block; padding: 0 16px; min-width: max-content; }
pre .added { background: var(--add); }
pre .removed { background: var(--remove); }
pre .skipped { color: var(--soft); }
.file { margin: 16px 0 6px; color: var(--soft); font-size: 14px; }
.facts { display: grid; grid-template-columns: minmax(9em, max-content) 1fr; gap: 6px 20px; margin: 0;
  padding: 16px 18px; font-size: 14.5px; }
.facts dt { padding-top: 1px; font-size: 14px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts ul { margin: 0; padding-left: 18px; }
.hash { font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
details { margin-top: 12px; }
summary { cursor: pointer; padding: 4px 0; color: var(--accent); }
.origin { border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: 8px 16px; }
.origin[open] { padding-bottom: 16px; }
.origin > summary { color: var(--ink); overflow-wrap: anywhere; }
.origin > summary small { color: var(--soft); white-space: nowrap; }
.quoted { margin-top: 8px; background: var(--page); max-height: 34em; overflow: auto; }
.quoted pre { padding: 2px 14px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.role { margin: 0; padding: 8px 14px 0; color: var(--soft); font-size: 12.5px; }
.lessons { max-width: 76ch; padding-left: 20px; }
.lessons li { margin: 6px 0; overflow-wrap: anywhere; }
.evidence { margin-left: 8px; color: var(--soft); font-size: 14px; }
a { color: var(--accent); }
:target > * { background: color-mix(in srgb, var(--warm) 16%, transparent); }
p code { display: inline-block; color: var(--ink); }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.aside { display: block; font-size: 13px; font-weight: 400; overflow-wrap: anywhere; }
footer { margin-top: 48px; padding-top: 16px; padding-bottom: 40px; color: var(--soft); font-size: 13px; }
@media (max-width: 640px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 24px; }
  .verdict { padding: 16px; }
  .figures { gap: 14px 20px; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: 8px; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #0b3d91;
    --good: #0a5; --bad: #a00; }
  body { font-size: 11pt; }
  .scroll { overflow: visible; break-inside: auto; }
  pre span { min-width: 0; white-space: pre-wrap; }
  .quoted { max-height: none; }
  h2 { break-after: avoid; }
  tr, .verdict, svg { break-inside: avoid; }
}
`;
