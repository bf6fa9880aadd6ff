#!/usr/bin/env node
/*
 * The command `adrs`. Nothing here is newer than Node 12, so that an old Node can read it: it starts the Node that was
 * installed with adrs, or says what is missing.
 */
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');

const NEEDED = 24;
const home = path.join(fs.realpathSync(__dirname), '..');

if (Number(process.versions.node.split('.')[0]) >= NEEDED) void import(commandLine());
else startWith(installedNode());

/** A clone has the TypeScript, the package the JavaScript that is made of it. */
function commandLine() {
  const source = path.join(home, 'src', 'cli', 'main.ts');
  const built = path.join(home, 'dist', 'src', 'cli', 'main.js');
  return pathToFileURL(fs.existsSync(source) ? source : built).href;
}

/** The Node of the package `node`, which adrs depends on; undefined where it is not there. */
function installedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let place = home; ; place = path.dirname(place)) {
    const found = path.join(place, 'node_modules', 'node', 'bin', name);
    if (fs.existsSync(found)) return found;
    if (place === path.dirname(place)) return undefined;
  }
}

/**
 * Runs this file with another Node, passes on what asks it to end, and ends as it ends. That an npx has gone the command
 * sees by itself.
 */
function startWith(node) {
  if (node === undefined) return fail('the one that comes with it is missing');
  const args = [...process.execArgv, __filename, ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal signals all that run in it: the child has heard it, too, and decides.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} cannot start: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(why) {
  const remedy = `install Node ${NEEDED}, or let npm run the install script of the package "node"`;
  console.error(`adrs needs Node ${NEEDED} and this is ${process.version}; ${why}: ${remedy}`);
  process.exitCode = 1;
}
