import path from 'node:path';
import * as vscode from 'vscode';
import type { LogBatch } from '../../../core/logEvent.ts';
import { isFinal, type RunRef, type Step } from '../../../core/run.ts';
import { stateTexts } from '../../../core/stateText.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { DbtManifest, DbtNode } from '../../../services/dbt/manifest.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import { signalOf } from '../abort.ts';
import { confirmByName } from '../commands/confirm.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { addressOf, type DbtFiles } from './dbtFiles.ts';

/** What a test of the explorer stands for. */
interface Tested {
  readonly project: DbtProject;
  readonly node: DbtNode;
}

/** dbt's tests in the Test Explorer: by what they test, run and cancelled there, failing rows a click away. */
export class DbtTests implements vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #files: DbtFiles;
  readonly #onRun: (ref: RunRef) => Promise<void>;
  readonly #controller = vscode.tests.createTestController('strata.dbt', 'dbt');
  readonly #tested = new WeakMap<vscode.TestItem, Tested>();
  /** When the outcome that is shown of each test was found, by the test's id. */
  readonly #told = new Map<string, number>();
  readonly #listening: vscode.Disposable;

  /** @param onRun told of each run that has ended */
  constructor(workbench: Workbench, files: DbtFiles, onRun: (ref: RunRef) => Promise<void>) {
    this.#workbench = workbench;
    this.#files = files;
    this.#onRun = onRun;
    this.#controller.resolveHandler = async (item) => {
      if (!item) await this.#load();
    };
    this.#controller.refreshHandler = async () => this.#load();
    this.#controller.createRunProfile(
      vscode.l10n.t('Test'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    this.#listening = files.onDidChange(() => void this.#load());
  }

  /** The tests of all projects that were parsed, with how each went the last time. */
  async #load(): Promise<void> {
    const { testLine } = await import('../../../services/dbt/language/testPlace.ts');
    const roots: vscode.TestItem[] = [];
    const loaded: vscode.TestItem[] = [];
    for (const project of await this.#files.projects()) {
      const manifest = await this.#files.manifestOf(project);
      const root = this.#controller.createTestItem(project.path, project.name, vscode.Uri.file(project.folder));
      for (const [owner, tests] of byOwner(manifest)) {
        const group = this.#controller.createTestItem(
          `${project.path} ${owner?.id ?? ''}`,
          owner?.name ?? vscode.l10n.t('Others'),
          uriOf(project, owner),
        );
        for (const node of tests) {
          const item = this.#controller.createTestItem(node.id, shortTitle(node, owner), uriOf(project, node));
          if (item.uri && owner && /\.ya?ml$/.test(node.file)) {
            const text = (await vscode.workspace.openTextDocument(item.uri)).getText();
            const line = testLine(
              text,
              { name: node.name, column: node.testedColumn },
              owner.name.split('.').at(-1) ?? '',
            );
            item.range = new vscode.Range(line, 0, line, 0);
          } else {
            item.range = new vscode.Range(0, 0, 0, 0);
          }
          this.#tested.set(item, { project, node });
          loaded.push(item);
          group.children.add(item);
        }
        root.children.add(group);
      }
      if (root.children.size > 0) roots.push(root);
    }
    this.#controller.items.replace(roots);
    await this.#tellLast(loaded);
  }

  /** Tells how tests went where they were run elsewhere, as by a build. */
  async #tellLast(items: readonly vscode.TestItem[]): Promise<void> {
    const { root } = this.#files;
    if (!root) return;
    const { lastStates } = await import('../../../services/dbt/lastStates.ts');
    const projects = new Set(items.map((item) => this.#tested.get(item)?.project.path ?? '.'));
    const states = new Map<string, Step>();
    for (const project of projects) for (const [id, step] of await lastStates(root, project)) states.set(id, step);
    const news = items.flatMap((item) => {
      const step = states.get(item.id);
      return step?.endedAt !== undefined && this.#told.get(item.id) !== step.endedAt ? [{ item, step }] : [];
    });
    if (news.length === 0) return;
    const run = this.#controller.createTestRun(new vscode.TestRunRequest(news.map(({ item }) => item)), 'dbt');
    for (const { item, step } of news) {
      this.#tell(run, item, step);
      run.appendOutput(`${stateTexts[step.state]()}: ${item.label}\r\n`, undefined, item);
    }
    run.end();
  }

  #tell(run: vscode.TestRun, item: vscode.TestItem, step: Step): void {
    if (step.endedAt !== undefined) this.#told.set(item.id, step.endedAt);
    tellStep(run, item, step);
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request, 'dbt test');
    try {
      const excluded = new Set(request.exclude);
      const asked = request.include ?? [...this.#controller.items].map(([, item]) => item);
      const items = asked.flatMap((item) => this.#leaves(item, excluded));
      const projects = new Map(
        items.map((item) => [this.#tested.get(item)?.project.path, this.#tested.get(item)?.project]),
      );
      for (const project of projects.values()) {
        const own = items.filter((item) => this.#tested.get(item)?.project.path === project?.path);
        if (project && !token.isCancellationRequested) await this.#runIn(project, own, run, token);
      }
    } catch (error) {
      showError(this.#workbench.log, error);
    } finally {
      run.end();
    }
  }

  #leaves(item: vscode.TestItem, excluded: ReadonlySet<vscode.TestItem>): vscode.TestItem[] {
    if (excluded.has(item)) return [];
    if (this.#tested.has(item)) return [item];
    return [...item.children].flatMap(([, child]) => this.#leaves(child, excluded));
  }

  async #runIn(
    project: DbtProject,
    items: readonly vscode.TestItem[],
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { startRun, runRef } = await import('../../../services/dbt/startRun.ts');
    const { withGrant } = await import('../../../platform/createCtx.ts');
    const ctx = await this.#files.ctx();
    const typed = await confirmByName(ctx.connection, vscode.l10n.t('Test'));
    if (!typed) return;
    const typedName = typed === 'not-asked' ? undefined : typed.typedName;
    const names = items.map((item) => this.#tested.get(item)?.node.name ?? '');
    for (const item of items) run.enqueued(item);
    await withGrant(ctx, 'write', typedName, async (granted) => {
      const { id } = await startRun(granted, { project, args: ['test', '--select', ...names] }, signalOf(token));
      const ref = runRef(project.path, id);
      await this.#follow(granted, ref, items, run, token);
      await this.#onRun(ref);
    });
  }

  async #follow(
    ctx: Ctx,
    ref: RunRef,
    items: readonly vscode.TestItem[],
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { dbt } = await import('../../../services/dbt/dbt.ts');
    const { followRun } = await import('../../../platform/runs/followRun.ts');
    const source = dbt.runs;
    if (!source) return;
    const signal = new AbortController().signal;
    const stopping = token.onCancellationRequested(() => {
      source
        .stop?.(ctx, ref, signal)
        .catch((error: unknown) => this.#workbench.log.warn(`stopping tests: ${String(error)}`));
    });
    const told = new Map<string, Step['state']>();
    const saying = this.#say(source.logs?.(ctx, ref, signal), run);
    try {
      for await (const { run: now, steps } of followRun(ctx, source, ref, signal)) {
        for (const step of steps) {
          if (told.get(step.id) === step.state) continue;
          told.set(step.id, step.state);
          const item = items.find(({ id }) => id === step.id);
          if (item) this.#tell(run, item, step);
        }
        // A project that could not be parsed has run none of them.
        if (!isFinal(now.state) || !now.error) continue;
        for (const item of items) {
          if (!told.has(item.id)) run.errored(item, new vscode.TestMessage(now.error.message));
        }
      }
      await saying;
    } finally {
      stopping.dispose();
    }
  }

  /** What dbt says, as the run's output; statements that it sends are in the run's own log. */
  async #say(logs: AsyncIterable<LogBatch> | undefined, run: vscode.TestRun): Promise<void> {
    try {
      for await (const lines of logs ?? []) {
        for (const { level, message } of lines) {
          if (level !== 'debug') run.appendOutput(`${message.replace(/\r?\n/g, '\r\n')}\r\n`);
        }
      }
    } catch (error) {
      this.#workbench.log.warn(`the output of tests: ${String(error)}`);
    }
  }

  /** Shows the rows that a test fails on. */
  async showRows(item: vscode.TestItem): Promise<void> {
    const tested = this.#tested.get(item);
    if (tested) await vscode.commands.executeCommand('strata.dbt.preview', addressOf(tested.project, tested.node));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#controller.dispose();
  }
}

function tellStep(run: vscode.TestRun, item: vscode.TestItem, step: Step): void {
  const took = step.startedAt !== undefined && step.endedAt !== undefined ? step.endedAt - step.startedAt : undefined;
  if (step.state === 'running') run.started(item);
  else if (step.state === 'succeeded') run.passed(item, took);
  else if (step.state === 'skipped' || step.state === 'stopped') run.skipped(item);
  else if (step.state === 'failed' || step.state === 'caught') {
    const message = new vscode.TestMessage(step.error?.message ?? '');
    message.contextValue = 'strata.dbt.rows';
    if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
    // A test that finds rows has failed; one whose SQL does not run has an error.
    if (step.error?.name === 'fail' || step.state === 'caught') run.failed(item, message, took);
    else run.errored(item, message, took);
  }
}

/** The tests of a project by what they test. */
function byOwner(manifest: DbtManifest | undefined): Map<DbtNode | undefined, DbtNode[]> {
  const groups = new Map<DbtNode | undefined, DbtNode[]>();
  const all = [...(manifest?.nodes.values() ?? [])].filter(
    ({ type, package: pkg }) => (type === 'test' || type === 'unit_test') && pkg === manifest?.package,
  );
  for (const node of all.sort((a, b) => a.name.localeCompare(b.name))) {
    const owner = manifest?.nodes.get(node.tested ?? '');
    groups.set(owner, [...(groups.get(owner) ?? []), node]);
  }
  return groups;
}

/** `not_null customer_id` of `not_null_fct_sales_customer_id`. */
function shortTitle({ name, testedColumn }: DbtNode, owner: DbtNode | undefined): string {
  const at = owner ? name.indexOf(`_${owner.name.replace('.', '_')}`) : -1;
  return at > 0 ? [name.slice(0, at).replace(/^source_/, ''), testedColumn].filter(Boolean).join(' ') : name;
}

function uriOf(project: DbtProject, node: DbtNode | undefined): vscode.Uri | undefined {
  return node && vscode.Uri.file(path.join(project.folder, node.file));
}
