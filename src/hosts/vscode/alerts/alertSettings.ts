import * as vscode from 'vscode';
import type { AlertScope } from '../../../platform/alerts/alertRounds.ts';
import { type QuietHours, readQuietHours } from '../../../platform/alerts/quietHours.ts';

export interface AlertSettings extends AlertScope {
  readonly enabled: boolean;
  readonly quiet: QuietHours | undefined;
  /** What is wrong with the quiet hours, which then are none. */
  readonly fault: string | undefined;
}

export function alertSettings(): AlertSettings {
  const settings = vscode.workspace.getConfiguration('strata.alerts');
  const { hours, fault } = readQuietHours(settings.get('quietHours'));
  const texts = (name: string) => (settings.get<readonly unknown[]>(name) ?? ['*']).map(String);
  return {
    enabled: settings.get<boolean>('enabled') ?? true,
    pipelines: texts('pipelines'),
    topics: texts('topics'),
    quiet: hours,
    fault,
  };
}
