/**
 * Bundles the product into dist/: one split ESM build for everything that runs in Node (extension, command line, local
 * endpoint, result engine) and one for the webviews. Splitting keeps each AWS client and DuckDB in files of their own,
 * read when first imported, so activation loads only what registers.
 *
 * Usage: node scripts/build.ts [--watch] [--production] [--out FOLDER] [--meta FILE]
 *
 * `--out` builds into another folder, which is made and not emptied; `--meta` writes esbuild's account of the Node build.
 */
import { copyFile, cp, glob, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    out: { type: 'string' },
    meta: { type: 'string' },
  },
});
const { production, watch } = values;
const dist = path.resolve(values.out ?? path.join(root, 'dist'));

/** DuckDB has a native binary beside its code, and is read from node_modules at run time; `vscode` is given by the editor. */
export const externalPackages = ['vscode', '@duckdb/node-api'];

const common: esbuild.BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  splitting: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

const nodeBuild: esbuild.BuildOptions = {
  ...common,
  platform: 'node',
  target: 'node22',
  // The ES modules of packages: a dynamic import of a CommonJS one would have nothing but a default export.
  mainFields: ['module', 'main'],
  outdir: path.join(dist, 'node'),
  entryPoints: {
    extension: 'src/hosts/vscode/extension.ts',
    strata: 'src/hosts/cli/main.ts',
    endpoint: 'src/local/main.ts',
    engine: 'src/platform/results/engineMain.ts',
    athena: 'src/local/engines/athena/engineMain.ts',
    warehouse: 'src/local/warehouse/warehouseMain.ts',
    replication: 'src/local/services/dms/replication/replicationMain.ts',
    extractor: 'src/local/services/quicksight/ingestions/extractorMain.ts',
  },
  external: externalPackages,
  // CommonJS dependencies inside an ES module bundle still ask for `require` of Node's own modules.
  banner: {
    js: "import { createRequire as strataRequire } from 'node:module'; const require = strataRequire(import.meta.url);",
  },
};

const webviewBuild: esbuild.BuildOptions = {
  ...common,
  platform: 'browser',
  target: 'es2023',
  outdir: path.join(dist, 'webview'),
  entryPoints: {
    run: 'webview/run/main.tsx',
    results: 'webview/results/main.tsx',
    cube: 'webview/cube/main.tsx',
    lineage: 'webview/lineage/main.tsx',
    dashboard: 'webview/dashboard/main.tsx',
    pipeline: 'webview/pipeline/main.tsx',
  },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  alias: { react: 'preact/compat', 'react-dom': 'preact/compat', 'react/jsx-runtime': 'preact/jsx-runtime' },
  loader: { '.ttf': 'file' },
};

/** What local services hand to other programs (start-up scripts, lock files) lies beside the bundle, a folder a service. */
async function copyRuntimes(): Promise<void> {
  for await (const folder of glob(
    ['src/local/services/*/runtime', 'src/services/*/runtime', 'src/platform/*/runtime'],
    { cwd: root },
  )) {
    const service = path.basename(path.dirname(folder));
    await cp(path.join(root, folder), path.join(dist, 'node/runtime', service), { recursive: true });
  }
}

async function build(): Promise<void> {
  if (!watch && values.out === undefined) await rm(dist, { recursive: true, force: true });
  await mkdir(path.join(dist, 'webview'), { recursive: true });
  await copyFile(
    path.join(root, 'node_modules/@vscode/codicons/dist/codicon.ttf'),
    path.join(dist, 'webview/codicon.ttf'),
  );
  await copyFile(
    path.join(root, 'node_modules/@vscode/codicons/dist/codicon.css'),
    path.join(dist, 'webview/codicon.css'),
  );
  await copyRuntimes();
  for (const options of [nodeBuild, webviewBuild]) {
    if (watch) {
      await (await esbuild.context(options)).watch();
      continue;
    }
    const { metafile } = await esbuild.build(options);
    if (options === nodeBuild && values.meta) await writeFile(values.meta, JSON.stringify(metafile));
  }
}

await build();
