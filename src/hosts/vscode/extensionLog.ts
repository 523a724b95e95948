import * as vscode from 'vscode';
import type { Log } from '../../core/log.ts';

/** The output channel "Strata", with the levels that the editor lets users choose. */
export function registerLog(context: vscode.ExtensionContext): Log {
  const channel = vscode.window.createOutputChannel('Strata', { log: true });
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('strata.showLog', () => channel.show()),
  );
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, error) => channel.error(message, ...(error === undefined ? [] : [error])),
  };
}
