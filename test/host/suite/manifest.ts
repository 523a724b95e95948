import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { strata } from './strata.ts';

export function manifestTests(): void {
  describe('the manifest', () => {
    it('has a command behind each entry', async () => {
      const { packageJSON } = await strata();
      const known = new Set(await vscode.commands.getCommands(true));
      const listed = (packageJSON as Manifest).contributes.commands.map(({ command }) => command);
      assert.ok(listed.length > 30);
      assert.deepEqual(
        listed.filter((command) => !known.has(command)),
        [],
      );
    });

    it('names only commands and views that exist in menus and welcome texts', async () => {
      const { packageJSON } = await strata();
      const { contributes } = packageJSON as Manifest;
      const known = new Set(await vscode.commands.getCommands(true));
      const inMenus = Object.values(contributes.menus).flatMap((items) =>
        items.flatMap(({ command }) => command ?? []),
      );
      assert.deepEqual(
        inMenus.filter((command) => !known.has(command)),
        [],
      );
      const views = new Set(Object.values(contributes.views).flatMap((each) => each.map(({ id }) => id)));
      assert.deepEqual(
        contributes.viewsWelcome.map(({ view }) => view).filter((view) => !views.has(view)),
        [],
      );
    });
  });
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
  };
}
