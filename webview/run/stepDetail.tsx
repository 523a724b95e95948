import { useEffect, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { NodeAddress } from '../../src/core/node.ts';
import { prettyJson } from '../../src/core/prettyJson.ts';
import type { Run, RunError, RunGraphNode, RunRef, Step } from '../../src/core/run.ts';
import type { StepMore } from '../../src/protocol/runProtocol.ts';
import { Icon } from '../kit/icon.tsx';
import { StateBadge } from '../kit/stateBadge.tsx';

/** What went into a step and what came out of it, and what its service tells of it when it is looked at. */
export function StepDetail(props: {
  readonly step: Step;
  readonly onOpenRun: (run: RunRef) => void;
  readonly onLook: (node: NodeAddress, signal: AbortSignal) => Promise<StepMore>;
  readonly onAct: (action: string, node: NodeAddress) => void;
}) {
  const { step, onOpenRun, onAct } = props;
  const { node } = step;
  const more = useStepMore(step, props.onLook);
  return (
    <div class="detail">
      <div class="detail-head">
        <strong>{step.name}</strong>
        <span class="quiet">{step.type}</span>
        <StateBadge state={step.state} {...(step.stateLabel ? { label: step.stateLabel } : {})} />
        {step.iteration === undefined ? null : <span class="quiet">#{step.iteration}</span>}
        {step.attempts > 1 ? <span class="quiet">{t('{0} attempts', step.attempts)}</span> : null}
      </div>
      {node && more?.actions.length ? (
        <div class="step-actions">
          {more.actions.map(({ id, title }) => (
            <button key={id} type="button" onClick={() => onAct(id, node)}>
              {title}
            </button>
          ))}
        </div>
      ) : null}
      {step.child ? <ChildLink run={step.child} onOpenRun={onOpenRun} /> : null}
      {step.error ? <ErrorBlock error={step.error} /> : null}
      {step.input === undefined ? null : <JsonBlock title={t('Input')} json={step.input} />}
      {step.output === undefined ? null : <JsonBlock title={t('Output')} json={step.output} />}
      {more?.sections.map(({ title, text }) => (
        <JsonBlock key={title} title={title} json={text} />
      ))}
    </div>
  );
}

/** Read when the step is chosen and whenever its state is another one; undefined until it is there. */
function useStepMore(
  step: Step,
  onLook: (node: NodeAddress, signal: AbortSignal) => Promise<StepMore>,
): StepMore | undefined {
  const [more, setMore] = useState<{ readonly of: string; readonly value: StepMore } | undefined>();
  useEffect(() => {
    if (!step.node) return;
    const looking = new AbortController();
    onLook(step.node, looking.signal).then(
      (value) => setMore({ of: step.id, value }),
      // What is shown beside it is true without; the log says why.
      () => {},
    );
    return () => looking.abort();
  }, [step.id, step.state]);
  return more?.of === step.id ? more.value : undefined;
}

/** A state that the run has not come to. */
export function StateDetail({ state }: { readonly state: RunGraphNode }) {
  return (
    <div class="detail">
      <div class="detail-head">
        <strong>{state.label}</strong>
        <span class="quiet">{state.type}</span>
        <StateBadge state="waiting" />
      </div>
    </div>
  );
}

/** The same for the run as a whole. */
export function RunDetail({ run }: { readonly run: Run }) {
  return (
    <div class="detail">
      {run.error ? <ErrorBlock error={run.error} /> : null}
      {run.facts?.length ? (
        <dl class="facts-list">
          {run.facts.map((fact) => (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {run.input === undefined ? null : <JsonBlock title={t('Input')} json={run.input} />}
      {run.output === undefined ? null : <JsonBlock title={t('Output')} json={run.output} />}
    </div>
  );
}

function ChildLink({ run, onOpenRun }: { readonly run: RunRef; readonly onOpenRun: (run: RunRef) => void }) {
  return (
    <button type="button" class="link" onClick={() => onOpenRun(run)}>
      <Icon name="link" />
      {t('Open the run that it started: {0}', run.of.path.at(-1)?.split(':').at(-1) ?? run.id)}
    </button>
  );
}

function ErrorBlock({ error }: { readonly error: RunError }) {
  return (
    <section class="block error-block" role="alert">
      <h2>
        <Icon name="error" />
        {error.name || t('Error')}
      </h2>
      <pre>{prettyJson(error.message)}</pre>
    </section>
  );
}

function JsonBlock({ title, json }: { readonly title: string; readonly json: string }) {
  return (
    <section class="block">
      <h2>{title}</h2>
      <pre>{prettyJson(json)}</pre>
    </section>
  );
}
