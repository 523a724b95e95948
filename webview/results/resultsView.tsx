import type { Signal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { formatDuration } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { isFinal, type Run } from '../../src/core/run.ts';
import { type RelationQuery, wholeRelation } from '../../src/protocol/engineProtocol.ts';
import type { ResultsHost, ResultsView as View } from '../../src/protocol/resultsProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Grid, type GridSource } from '../grid/grid.tsx';
import { now } from '../kit/clock.ts';
import { Icon } from '../kit/icon.tsx';
import { StateBadge } from '../kit/stateBadge.tsx';
import { PaneState } from '../kit/states.tsx';

export interface ShownResult {
  readonly title: string;
  readonly sql: string | null;
  readonly view: View;
  readonly away: string | null;
}

/** The results panel: what ran and where, how long and over how much, and its rows. */
export function ResultsView({
  shown,
  host,
}: {
  readonly shown: Signal<ShownResult | undefined>;
  readonly host: Rpc<ResultsHost>;
}) {
  const result = shown.value;
  const query = useRef<RelationQuery>(wholeRelation);
  const view = result?.view;
  // A new source for each answer, so that the grid begins anew when a query was run again.
  const source = useMemo((): GridSource => {
    return {
      rows: (asked, offset, limit, signal) => host.call('rows', { query: asked, offset, limit }, signal),
      count: (filter, signal) => host.call('count', { filter }, signal),
    };
  }, [view]);
  if (!result || !view) return <PaneState icon="loading" tone="busy" text={t('Opening…')} />;
  const waiting = view.kind === 'waiting';
  const { away } = result;

  return (
    <main class="page">
      <header class="bar">
        <h1 title={result.sql ?? result.title}>{result.title}</h1>
        <span role="status">{view.run ? <StateBadge state={view.run.state} label={view.run.stateLabel} /> : null}</span>
        <span class="facts">
          {factsOf(view.run).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
        <span class="spring" />
        {result.sql ? (
          <button
            type="button"
            onClick={() => void host.call('openText', { title: 'query.sql', text: result.sql ?? '', language: 'sql' })}
          >
            <Icon name="code" />
            {t('SQL')}
          </button>
        ) : null}
        {away !== null ? null : waiting ? (
          <button type="button" onClick={() => void host.call('cancel', null)}>
            <Icon name="debug-stop" />
            {t('Cancel')}
          </button>
        ) : (
          <button type="button" onClick={() => void host.call('rerun', null)}>
            <Icon name="refresh" />
            {result.sql === null ? t('Reload') : t('Run again')}
          </button>
        )}
        {view.kind === 'rows' ? (
          <button type="button" onClick={() => void host.call('export', { query: query.current })}>
            <Icon name="export" />
            {t('Export…')}
          </button>
        ) : null}
      </header>
      {away === null ? null : (
        <Away text={away} withRows={view.kind === 'rows'} onSwitch={() => void host.call('switchHome', null)} />
      )}
      {away !== null && view.kind !== 'rows' ? null : (
        <Body view={view} source={source} host={host} onQuery={(asked) => (query.current = asked)} />
      )}
    </main>
  );
}

/** Says that the window is connected elsewhere: above rows that are there, or in place of those that were never read. */
function Away(props: { readonly text: string; readonly withRows: boolean; readonly onSwitch: () => void }) {
  const button = (
    <button type="button" class="primary" onClick={props.onSwitch}>
      <Icon name="plug" />
      {t('Switch to it')}
    </button>
  );
  if (!props.withRows) {
    return (
      <PaneState icon="plug" text={props.text}>
        {button}
      </PaneState>
    );
  }
  return (
    <div class="bar notice" role="alert">
      <Icon name="warning" />
      {props.text}
      <span class="spring" />
      {button}
    </div>
  );
}

function Body(props: {
  readonly view: View;
  readonly source: GridSource;
  readonly host: Rpc<ResultsHost>;
  readonly onQuery: (query: RelationQuery) => void;
}) {
  const { view, host } = props;
  switch (view.kind) {
    case 'waiting':
      return <PaneState icon="loading" tone="busy" text={view.message} />;
    case 'error':
      return (
        <PaneState icon="error" tone="error" text={view.message} detail={view.hint}>
          {view.hasPlace ? (
            <button type="button" class="primary" onClick={() => void host.call('openPlace', null)}>
              {t('Go to the statement')}
            </button>
          ) : null}
        </PaneState>
      );
    case 'rows':
      return (
        <>
          {view.partial ? (
            <div class="bar quiet" role="note">
              <Icon name="info" />
              {view.partial}
            </div>
          ) : null}
          <Grid
            source={props.source}
            columns={view.columns}
            onQuery={props.onQuery}
            onCopy={(text) => void host.call('copy', { text })}
            onOpenCell={(column, text) => void host.call('openText', { title: column, text, language: 'plaintext' })}
          />
        </>
      );
  }
}

/** What executed it is always said. */
function factsOf(run: Run | null): string[] {
  if (!run) return [];
  const end = isFinal(run.state) ? run.endedAt : now.value;
  const took = run.startedAt === undefined || end === undefined ? '' : formatDuration(end - run.startedAt);
  const scanned = run.facts?.find(({ label }) => label === t('Scanned'))?.value;
  return [run.engine ?? '', took, scanned ? t('{0} scanned', scanned) : ''].filter(Boolean);
}
