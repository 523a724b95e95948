import '../kit/kit.css';
import './run.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import type { RunFailure, RunHost, RunPage, RunPanelState } from '../../src/protocol/runProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { LogLines } from './logLines.ts';
import { RunView, type ShownRun } from './runView.tsx';

const shown = signal<ShownRun | undefined>(undefined);
const failure = signal<RunFailure | undefined>(undefined);
const logsEnded = signal<string | null | undefined>(undefined);
const version = signal(0);
/** The step that the host wants shown; a new object each time, so that it is shown again. */
const asked = signal<{ readonly name: string } | undefined>(undefined);
const lines = new LogLines();

/** Lines may come thousands a second; the page is drawn once a frame. */
let drawing = false;
function drawSoon(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    version.value++;
  });
}

const page: RunPage = {
  async begin() {
    lines.clear();
    logsEnded.value = undefined;
    failure.value = undefined;
    version.value++;
    return null;
  },
  async show(input) {
    // The same picture comes with each news of the run: kept, so that it is not laid out and fitted again each time.
    const { graph, steps: before = [] } = shown.value ?? {};
    const same = JSON.stringify(graph) === JSON.stringify(input.graph);
    const none = input.steps.length === 0 && input.from === before.length;
    const steps = none ? before : [...before.slice(0, input.from), ...input.steps];
    shown.value = { ...input, steps, graph: same && graph ? graph : input.graph };
    failure.value = undefined;
    return null;
  },
  async append(input) {
    lines.append(input.lines);
    drawSoon();
    return null;
  },
  async select({ step }) {
    asked.value = { name: step };
    return null;
  },
  async logsEnded({ reason }) {
    logsEnded.value = reason;
    return null;
  },
  async fail(input) {
    failure.value = input;
    return null;
  },
};

const { rpc: host, state } = connectToHost<RunHost>(page);
const { step } = state as Partial<RunPanelState>;
if (step !== undefined) asked.value = { name: step };
render(
  <RunView
    shown={shown}
    failure={failure}
    lines={lines}
    version={version}
    logsEnded={logsEnded}
    asked={asked}
    host={host}
  />,
  appRoot(),
);
