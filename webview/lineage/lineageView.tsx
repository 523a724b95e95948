import type { Signal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { ColumnGraph, ColumnNode } from '../../src/core/columnGraph.ts';
import { t } from '../../src/core/l10n.ts';
import type { LineageHost, LineageView } from '../../src/protocol/lineageProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Icon } from '../kit/icon.tsx';
import { PaneState } from '../kit/states.tsx';
import { StateGraph } from '../run/stateGraph.tsx';
import { ColumnDetail } from './columnDetail.tsx';
import { lineagePicture } from './lineagePicture.ts';

/** A column with what it comes from above it and what is made of it below. */
export function LineagePane({ view, host }: { readonly view: Signal<LineageView>; readonly host: Rpc<LineageHost> }) {
  const shown = view.value;
  switch (shown.kind) {
    case 'waiting':
      return <PaneState icon="loading" tone="busy" text={t('Tracing the column…')} />;
    case 'failed':
      return (
        <PaneState icon="error" tone="error" text={shown.message} detail={shown.hint}>
          <button type="button" onClick={() => void host.call('refresh', null)}>
            <Icon name="refresh" />
            {t('Try again')}
          </button>
        </PaneState>
      );
    default:
      return <Traced key={shown.graph.start.key} graph={shown.graph} host={host} />;
  }
}

function Traced({ graph, host }: { readonly graph: ColumnGraph; readonly host: Rpc<LineageHost> }) {
  const [selected, setSelected] = useState(graph.start.key);
  const picture = useMemo(() => lineagePicture(graph), [graph]);
  const column: ColumnNode = graph.nodes.find(({ key }) => key === selected) ?? graph.start;
  // A frame stands for the first of its columns.
  const select = (id: string) =>
    setSelected(graph.nodes.find(({ key, node }) => key === id || `of ${node}` === id)?.key ?? graph.start.key);
  return (
    <main class="page">
      <header class="bar">
        <h1>{`${graph.start.name}.${graph.start.column}`}</h1>
        <span class="facts">
          <span>{graph.start.type}</span>
        </span>
        <span class="spring" />
        <button type="button" onClick={() => void host.call('refresh', null)}>
          <Icon name="refresh" />
          {t('Refresh')}
        </button>
      </header>
      {graph.unclear.length > 0 ? (
        <div class="bar notice" role="status">
          <Icon name="question" />
          {t('More columns may be made of it in: {0}', graph.unclear.map(({ name }) => name).join(', '))}
        </div>
      ) : null}
      <div class="lineage-body">
        <StateGraph
          graph={picture}
          label={t('Column lineage')}
          steps={[]}
          over={false}
          selected={column.key}
          onSelect={select}
        />
        <ColumnDetail graph={graph} column={column} onSelect={setSelected} host={host} />
      </div>
    </main>
  );
}
