import '../kit/kit.css';
import { signal } from '@preact/signals';
import { render } from 'preact';
import type { ResultsHost, ResultsPage } from '../../src/protocol/resultsProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { ResultsView, type ShownResult } from './resultsView.tsx';

const shown = signal<ShownResult | undefined>(undefined);

const page: ResultsPage = {
  async show(input) {
    host.keepState(input.state);
    // The same rows told once more, as when the window is connected elsewhere: the grid keeps its order and filters.
    const { view } = shown.value ?? {};
    const same = JSON.stringify(view) === JSON.stringify(input.view);
    shown.value = same && view ? { ...input, view } : input;
    return null;
  },
};

const host = connectToHost<ResultsHost>(page);
render(<ResultsView shown={shown} host={host.rpc} />, appRoot());
