import type { Signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatDuration } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { isFinal, type Run, type RunGraph, type Step } from '../../src/core/run.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import type { RunAction, RunFailure, RunHost } from '../../src/protocol/runProtocol.ts';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';
import { StateBadge } from '../kit/stateBadge.tsx';
import { PaneState } from '../kit/states.tsx';
import type { LogLines } from './logLines.ts';
import { LogPane } from './logPane.tsx';
import { StateGraph } from './stateGraph.tsx';
import { RunDetail, StateDetail, StepDetail } from './stepDetail.tsx';
import { Timeline } from './timeline.tsx';

export interface ShownRun {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly graph: RunGraph | null;
  readonly actions: readonly RunAction[];
}

/** A state of the graph, or one of its entries. */
interface Selected {
  readonly name: string;
  readonly id?: string;
}

export interface RunViewProps {
  readonly shown: Signal<ShownRun | undefined>;
  readonly failure: Signal<RunFailure | undefined>;
  readonly lines: LogLines;
  readonly version: Signal<number>;
  /** undefined while lines may come; then why no more come, or null. */
  readonly logsEnded: Signal<string | null | undefined>;
  /** The step that is to be shown, as from outside. */
  readonly asked: Signal<{ readonly name: string } | undefined>;
  readonly host: Rpc<RunHost>;
}

const actionLooks: Readonly<Record<RunAction, { readonly icon: string; readonly text: (run?: Run) => string }>> = {
  stop: { icon: 'debug-stop', text: () => t('Stop') },
  redrive: { icon: 'debug-continue', text: redriveText },
  rerun: { icon: 'debug-restart', text: () => t('Run again') },
  'engine-ui': { icon: 'dashboard', text: (run) => run?.engineUi ?? '' },
  console: { icon: 'link-external', text: () => t('Open in AWS Console') },
  switch: { icon: 'plug', text: () => t('Switch to it') },
  watch: { icon: 'refresh', text: () => t('Try again') },
  'copy-id': { icon: 'copy', text: () => t('Copy ID') },
};

/** As the service itself calls it: `dbt retry`, RedriveExecution. */
function redriveText(run?: Run): string {
  return run?.ref.service === 'dbt' ? t('Retry from failure') : t('Redrive from failure');
}

/** One run of any service: its picture and steps where it has them, its log, what went in and what came out. */
export function RunView(props: RunViewProps) {
  const { shown, failure, host } = props;
  const [selected, setSelected] = useState<Selected | undefined>();
  const asked = props.asked.value;
  useEffect(() => {
    if (asked) setSelected(asked);
  }, [asked]);
  const run = shown.value;
  const way = failure.value?.way ?? 'watch';
  const wayOut = (
    <button
      type="button"
      class={way === 'switch' ? 'primary' : ''}
      onClick={() => void host.call('act', { action: way })}
    >
      <Icon name={actionLooks[way].icon} />
      {actionLooks[way].text()}
    </button>
  );
  if (!run) {
    return failure.value ? (
      <PaneState
        {...(way === 'switch' ? { icon: 'plug' } : { icon: 'error', tone: 'error' })}
        text={failure.value.message}
        detail={failure.value.hint}
      >
        {wayOut}
      </PaneState>
    ) : (
      <PaneState icon="loading" tone="busy" text={t('Looking for the run…')} />
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // In the search field Escape is the field's own.
    if (event.key === 'Escape' && !(event.target instanceof HTMLInputElement)) setSelected(undefined);
  };
  // A state is shown by its latest entry, as it comes; one of the steps by itself.
  const step = selected?.id
    ? run.steps.find(({ id }) => id === selected.id)
    : run.steps.findLast(({ name }) => name === selected?.name);
  const notReached = step ? undefined : run.graph?.nodes.find(({ id }) => id === selected?.name);
  return (
    <main class="page" onKeyDown={onKeyDown}>
      <Head
        run={run.run}
        actions={failure.value?.way === 'switch' ? ['copy-id'] : run.actions}
        onAct={(action) => void host.call('act', { action })}
      />
      {failure.value ? (
        <div class="bar notice" role="alert">
          <Icon name="warning" />
          {failure.value.message} {failure.value.hint}
          <span class="spring" />
          {wayOut}
        </div>
      ) : null}
      <div class={`run-body ${run.graph ? 'with-graph' : 'without-graph'}`}>
        {run.graph ? (
          <StateGraph
            graph={run.graph}
            steps={run.steps}
            over={isFinal(run.run.state)}
            selected={selected?.name}
            onSelect={(name) => setSelected({ name })}
          />
        ) : null}
        <div class="run-side">
          {run.steps.length > 0 ? (
            <Timeline
              run={run.run}
              steps={run.steps}
              selected={step?.id}
              onSelect={({ id, name }) => setSelected(id === step?.id ? undefined : { name, id })}
            />
          ) : null}
          {step ? (
            <StepDetail
              step={step}
              onOpenRun={(child) => void host.call('openRun', { run: child })}
              onLook={(node, signal) => host.call('stepMore', { step: node }, signal)}
              onAct={(action, node) => void host.call('actOnStep', { action, step: node })}
            />
          ) : notReached ? (
            <StateDetail state={notReached} />
          ) : (
            <RunDetail run={run.run} />
          )}
        </div>
        {props.logsEnded.value === null && props.lines.total === 0 && run.graph ? null : (
          <LogPane
            lines={props.lines}
            version={props.version}
            stream={step?.stream}
            ended={props.logsEnded.value}
            onOpenSource={(file, line) => void host.call('openSource', { file, line })}
            onCopy={(text) => void host.call('copy', { text })}
            onOpenText={(text) => void host.call('openText', { title: `${run.run.title}.log`, text })}
          />
        )}
      </div>
    </main>
  );
}

function Head(props: {
  readonly run: Run;
  readonly actions: readonly RunAction[];
  readonly onAct: (action: RunAction) => void;
}) {
  const { run } = props;
  const end = isFinal(run.state) ? run.endedAt : now.value;
  const took = run.startedAt === undefined || end === undefined ? '' : formatDuration(end - run.startedAt);
  return (
    <header class="bar">
      <h1>{run.title}</h1>
      <span role="status">
        <StateBadge state={run.state} label={run.stateLabel} />
      </span>
      <span class="facts">
        {[run.engine, run.startedAt ? formatDateTime(run.startedAt) : '', took].filter(Boolean).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </span>
      <span class="spring" />
      {props.actions.map((action) => (
        <button key={action} type="button" onClick={() => props.onAct(action)}>
          <Icon name={actionLooks[action].icon} />
          {actionLooks[action].text(run)}
        </button>
      ))}
    </header>
  );
}
