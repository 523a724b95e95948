import '../kit/kit.css';
import '../cube/cube.css';
import './dashboard.css';
import { render } from 'preact';
import type { DashboardHost, DashboardPage, DashboardPanelState } from '../../src/protocol/dashboardProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { DashboardState } from './dashboardState.ts';
import { DashboardView } from './dashboardView.tsx';

const page: DashboardPage = {
  async show({ away, reload, home }) {
    state.home = home;
    const back = state.away.value !== null && away === null;
    state.away.value = away;
    if ((reload || back) && away === null) void state.open();
    return null;
  },
};

const host = connectToHost<DashboardHost>(page);
const given = host.state as DashboardPanelState;
const state = new DashboardState(
  host.rpc,
  (kept) => host.keepState({ kind: 'dashboard', file: given.file, ...kept } satisfies DashboardPanelState),
  given,
);
render(<DashboardView state={state} />, appRoot());
void state.open();
