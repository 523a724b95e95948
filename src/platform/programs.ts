import path from 'node:path';

/** Programs of ours that run in processes of their own. */
export type Program = 'endpoint' | 'engine';

const sources: Record<Program, string> = {
  endpoint: '../local/main.ts',
  engine: './results/engineMain.ts',
};

/** The file of a program: beside this one's bundle in the product, its source where the sources run directly. */
export function programFile(program: Program): string {
  const here = import.meta.dirname;
  return import.meta.filename.endsWith('.ts') ? path.join(here, sources[program]) : path.join(here, `${program}.js`);
}

/** The environment in which `process.execPath` behaves as Node, also inside the editor's Electron. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}
