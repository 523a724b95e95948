import { existsSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../../src/runtimes/runProgram.ts';
import { aptInstall, onPath } from './systemPackages.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * A Chromium, Chrome or Edge for the UI tests: CHROME_PATH, else one of this machine, else Playwright's download, else
 * Debian's package where this is root. Says what it did.
 * @throws Error saying what to install
 */
export async function chromium(onProgress: (message: string) => void, signal: AbortSignal): Promise<string> {
  const asked = process.env.CHROME_PATH;
  if (asked) {
    if (!existsSync(asked)) throw new Error(`CHROME_PATH names ${asked}, which does not exist.`);
    return asked;
  }
  const found = onThisMachine();
  if (found) return found;
  const downloaded = await playwrightChromium(onProgress, signal);
  if (downloaded) return downloaded;
  if (await aptInstall(['chromium'], onProgress, signal)) {
    const installed = onThisMachine();
    if (installed) return installed;
  }
  throw new Error('No Chromium, Chrome or Edge was found. Install one, or set CHROME_PATH to its program.');
}

function onThisMachine(): string | undefined {
  return onPath(names) ?? usualPlaces[process.platform]?.find((file) => existsSync(file));
}

async function playwrightChromium(
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { chromium: playwright } = await import('@playwright/test');
  if (existsSync(playwright.executablePath())) return playwright.executablePath();
  onProgress('Downloading Chromium with Playwright');
  try {
    const cli = path.resolve(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
    const limited = AbortSignal.any([signal, AbortSignal.timeout(120_000)]);
    await runProgram(process.execPath, [cli, 'install', 'chromium'], {}, limited);
  } catch (error) {
    signal.throwIfAborted();
    onProgress(`Playwright could not download it (${(error as Error).message.split('\n')[0]})`);
  }
  return existsSync(playwright.executablePath()) ? playwright.executablePath() : undefined;
}

/** Flags for a headless run, also as root and on machines whose network reaches nothing. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
