import '../kit/kit.css';
import './lineage.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import type { LineageHost, LineagePage, LineagePanelState, LineageView } from '../../src/protocol/lineageProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { LineagePane } from './lineageView.tsx';

const view = signal<LineageView>({ kind: 'waiting' });

const page: LineagePage = {
  async show(input) {
    if (input.view.kind === 'shown') {
      const { node, column } = input.view.graph.start;
      const of = { kind: `dbt.${node.split('.')[0] ?? 'model'}`, path: [given.of.path[0] ?? '.', node] } as const;
      host.keepState({ kind: 'lineage', of, column } satisfies LineagePanelState);
    }
    view.value = input.view;
    return null;
  },
};

const host = connectToHost<LineageHost>(page);
const given = host.state as LineagePanelState;
render(<LineagePane view={view} host={host.rpc} />, appRoot());
