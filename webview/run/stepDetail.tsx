import { t } from '../../src/core/l10n.ts';
import { prettyJson } from '../../src/core/prettyJson.ts';
import type { Run, RunError, RunGraphNode, RunRef, Step } from '../../src/core/run.ts';
import { Icon } from '../kit/icon.tsx';
import { StateBadge } from '../kit/stateBadge.tsx';

/** What went into a step and what came out of it. */
export function StepDetail({ step, onOpenRun }: { readonly step: Step; readonly onOpenRun: (run: RunRef) => void }) {
  return (
    <div class="detail">
      <div class="detail-head">
        <strong>{step.name}</strong>
        <span class="quiet">{step.type}</span>
        <StateBadge state={step.state} />
        {step.attempts > 1 ? <span class="quiet">{t('{0} attempts', step.attempts)}</span> : null}
      </div>
      {step.child ? <ChildLink run={step.child} onOpenRun={onOpenRun} /> : null}
      {step.error ? <ErrorBlock error={step.error} /> : null}
      {step.input === undefined ? null : <JsonBlock title={t('Input')} json={step.input} />}
      {step.output === undefined ? null : <JsonBlock title={t('Output')} json={step.output} />}
    </div>
  );
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
