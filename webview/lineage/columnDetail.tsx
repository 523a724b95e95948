import type { ColumnGraph, ColumnNode } from '../../src/core/columnGraph.ts';
import { t } from '../../src/core/l10n.ts';
import type { LineageHost } from '../../src/protocol/lineageProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Icon } from '../kit/icon.tsx';

/** What is known of one column: how it is made, and the columns next to it. */
export function ColumnDetail(props: {
  readonly graph: ColumnGraph;
  readonly column: ColumnNode;
  readonly onSelect: (key: string) => void;
  readonly host: Rpc<LineageHost>;
}) {
  const { graph, column, host } = props;
  const to = graph.edges.filter((edge) => edge.to === column.key);
  const from = graph.edges.filter((edge) => edge.from === column.key);
  const isInProject = column.type !== 'relation';
  return (
    <div class="detail">
      <div class="detail-head">
        <strong>{titleOf(column)}</strong>
        <span class="quiet">{column.type}</span>
      </div>
      {column.untraced.length > 0 ? (
        <section class="block">
          <h2>
            <Icon name="question" />
            {t('Not traced')}
          </h2>
          <ul>
            {column.untraced.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {column.text === '' ? null : (
        <section class="block">
          <h2>{t('Made as')}</h2>
          <pre>{column.text}</pre>
        </section>
      )}
      <Neighbours title={t('Comes from')} of={to.map((edge) => ({ key: edge.from, asIs: edge.asIs }))} {...props} />
      <Neighbours title={t('Goes into')} of={from.map((edge) => ({ key: edge.to, asIs: edge.asIs }))} {...props} />
      {isInProject ? (
        <div class="actions">
          <button type="button" onClick={() => void host.call('open', { node: column.node })}>
            <Icon name="go-to-file" />
            {t('Open File')}
          </button>
          {column.key === graph.start.key || column.column === '' ? null : (
            <button type="button" onClick={() => void host.call('trace', { node: column.node, column: column.column })}>
              <Icon name="type-hierarchy" />
              {t('Show Lineage of This')}
            </button>
          )}
        </div>
      ) : null}
    </div>
  );
}

function Neighbours(props: {
  readonly title: string;
  readonly of: readonly { readonly key: string; readonly asIs: boolean }[];
  readonly graph: ColumnGraph;
  readonly onSelect: (key: string) => void;
}) {
  if (props.of.length === 0) return null;
  const named = new Map(props.graph.nodes.map((node) => [node.key, node]));
  return (
    <section class="block">
      <h2>{props.title}</h2>
      <ul class="neighbours">
        {props.of.map(({ key, asIs }) => {
          const node = named.get(key);
          return node ? (
            <li key={key}>
              <button type="button" class="link" onClick={() => props.onSelect(key)}>
                {titleOf(node)}
              </button>
              {asIs ? <span class="quiet">{t('as it is')}</span> : null}
            </li>
          ) : null;
        })}
      </ul>
    </section>
  );
}

function titleOf({ name, column }: ColumnNode): string {
  return column === '' ? t('rows of {0}', name) : `${name}.${column}`;
}
