import path from 'node:path';
import { test as base } from '@playwright/test';
import { chromium, chromiumFlags } from '../../scripts/workbench/chromium.ts';
import { type LaunchOptions, launchWorkbench, type RunningWorkbench } from '../../scripts/workbench/launch.ts';
import { endpointStatus, stopEndpoint } from '../../src/platform/connections/localEndpoint.ts';
import { freePort } from '../support/freePort.ts';
import { copySamples, type SamplePipeline } from '../support/sampleWorkspace.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { WorkbenchPage } from './workbench.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);

/** How a spec wants its workbench started: `test.use({ launch: … })`. */
interface Launch extends Partial<Pick<LaunchOptions, 'trustPrompt' | 'env' | 'vsix' | 'settings' | 'locale'>> {
  /** The folders of sample-workspace/ that it opens; batch-datalake alone where absent. */
  readonly pipelines?: readonly SamplePipeline[];
}

interface WorkerFixtures {
  readonly launch: Launch;
  /** A copy of the sample workspace, its local endpoint ended afterwards. */
  readonly workspace: string;
  readonly server: RunningWorkbench;
}

/** For the SDK's clients: what a test prepares on the workspace's own endpoint. */
export interface LocalClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly forcePathStyle: true;
}

interface TestFixtures {
  readonly workbench: WorkbenchPage;
  /** Once the endpoint runs. */
  readonly localClient: () => Promise<LocalClient>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  launch: [{}, { option: true, scope: 'worker', timeout: 300_000 }],
  workspace: [
    async ({ launch }, use) => {
      await using folder = tempFolder('strata-ui');
      const copy = path.join(folder.path, 'sample-workspace');
      await copySamples(copy, launch.pipelines ?? ['batch-datalake']);
      await use(copy);
      await stopEndpoint(copy, new AbortController().signal);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  server: [
    async ({ workspace, launch: { pipelines: _, ...launch } }, use) => {
      await using data = tempFolder('strata-ui-data');
      const port = await freePort();
      const signal = new AbortController().signal;
      await using server = await launchWorkbench(
        { folder: workspace, port, data: data.path, onProgress: say, ...launch },
        signal,
      );
      await use(server);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  browserName: 'chromium',
  launchOptions: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const executablePath = await chromium(say, new AbortController().signal);
      await use({ executablePath, args: [...chromiumFlags] });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  viewport: { width: 1440, height: 900 },
  workbench: async ({ page, server }, use) => {
    const workbench = new WorkbenchPage(page);
    await workbench.open(server.url);
    await use(workbench);
  },
  localClient: async ({ workspace }, use) => {
    await use(async () => {
      const { file } = await endpointStatus(workspace, new AbortController().signal);
      if (!file) throw new Error('The local endpoint was not started yet.');
      return { endpoint: file.url, region: file.region, credentials: file, forcePathStyle: true };
    });
  },
});

export { expect } from '@playwright/test';
