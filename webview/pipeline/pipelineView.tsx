import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { PipelineHost } from '../../src/protocol/pipelineProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { MapCanvas } from './mapCanvas.tsx';
import type { MapState } from './mapState.ts';
import { NodeDetail } from './nodeDetail.tsx';

interface Props {
  readonly state: MapState;
  readonly host: Rpc<PipelineHost>;
}

/** The pipeline map: the picture with what can be looked for in it, and what is known of the chosen node. */
export function PipelinePane({ state, host }: Props) {
  const view = state.view.value;
  switch (view.kind) {
    case 'waiting':
      return <PaneState icon="loading" tone="busy" text={t('Reading the pipeline…')} />;
    case 'failed':
      return (
        <PaneState icon="error" tone="error" text={view.message} detail={view.hint}>
          <Refresh host={host} text={t('Try again')} />
        </PaneState>
      );
    case 'shown':
      if (view.map.nodes.length > 0) return <Shown state={state} host={host} />;
      return (
        <PaneState
          icon="type-hierarchy-sub"
          text={t('Nothing in this folder says what makes what.')}
          detail={t('The map is drawn from strata.yaml, CloudFormation templates, scripts, SQL and dbt projects.')}
        >
          <Refresh host={host} text={t('Read again')} />
        </PaneState>
      );
  }
}

function Refresh({ host, text }: { readonly host: Rpc<PipelineHost>; readonly text: string }) {
  return (
    <button type="button" onClick={() => void host.call('refresh', null)}>
      <Icon name="refresh" />
      {text}
    </button>
  );
}

function Shown({ state, host }: Props) {
  const failed = state.failed.value;
  const selected = state.node(state.selected.value);
  const { faults, busy } = state.asking.value;
  const view = state.view.value;
  const unread = view.kind === 'shown' ? view.map.faults : [];
  return (
    <main class="page">
      <header class="bar">
        <h1>{t('Pipeline Map')}</h1>
        <Search state={state} />
        <span class="facts" role="status">
          {busy ? <Icon name="loading" spin /> : null}
          {failed.length > 0 ? (
            <span class="tone-bad">{t('{0} failed, {1} hit', failed.length, state.hits.value.size)}</span>
          ) : null}
        </span>
        <span class="spring" />
        {failed.length > 0 || state.onlyHit.value ? (
          <button
            type="button"
            aria-pressed={state.onlyHit.value}
            onClick={() => {
              state.onlyHit.value = !state.onlyHit.value;
            }}
          >
            <Icon name="error" />
            {t('Failures')}
          </button>
        ) : null}
        <Export state={state} host={host} />
        <Refresh host={host} text={t('Refresh')} />
      </header>
      {unread.length > 0 || faults.length > 0 ? (
        <details class="notice-list">
          <summary>
            <Icon name="warning" />
            {t('{0} parts could not be read', unread.length + faults.length)}
          </summary>
          <ul>
            {unread.map(({ file, line, message }) => (
              <li key={`${file}:${line}:${message}`}>
                <button type="button" class="link" onClick={() => void host.call('openEvidence', { file, line })}>
                  {`${file}:${line}`}
                </button>{' '}
                {message}
              </li>
            ))}
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <div class={selected ? 'map-body with-detail' : 'map-body'}>
        <MapCanvas state={state} host={host} />
        {selected ? <NodeDetail key={selected.id} node={selected} state={state} host={host} /> : null}
      </div>
    </main>
  );
}

/** Enter goes from one match to the next, Escape ends the search. */
function Search({ state }: { readonly state: MapState }) {
  const input = useRef<HTMLInputElement>(null);
  const at = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const matches = state.matches.value;
  return (
    <>
      <input
        ref={input}
        type="search"
        class="map-search"
        placeholder={t('Find in the map')}
        aria-label={t('Find in the map')}
        value={state.query.value}
        onInput={(event) => {
          state.query.value = event.currentTarget.value;
          at.current = 0;
          state.keep();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            state.query.value = '';
            state.keep();
          }
          if (event.key !== 'Enter' || matches.length === 0) return;
          const step = event.shiftKey ? matches.length - 1 : 1;
          const chosen = matches.findIndex(({ id }) => id === state.selected.value);
          const next = chosen < 0 ? 0 : (chosen + step) % matches.length;
          state.select(matches[next]?.id);
        }}
      />
      {state.query.value.trim() === '' ? null : <span class="quiet">{t('{0} found', matches.length)}</span>}
    </>
  );
}

function Export({ state, host }: Props) {
  return (
    <select
      aria-label={t('Export')}
      value=""
      onChange={(event) => {
        const format = event.currentTarget.value;
        event.currentTarget.value = '';
        if (format !== 'svg' && format !== 'mermaid' && format !== 'openlineage') return;
        const lit = state.lit.value;
        void host.call('exportAs', { format, only: lit ? [...lit] : null });
      }}
    >
      <option value="" disabled hidden>
        {t('Export')}
      </option>
      <option value="svg">SVG</option>
      <option value="mermaid">Mermaid</option>
      <option value="openlineage">OpenLineage</option>
    </select>
  );
}
