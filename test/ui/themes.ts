/** Pictures of what is on screen, in every theme that people use. */
import type { Theme, WorkbenchPage } from './workbench.ts';

export const themes: readonly (readonly [Theme, string])[] = [
  ['Default Light Modern', 'light'],
  ['Default High Contrast', 'contrast'],
  ['Default Dark Modern', 'dark'],
];

/** `<name>-light`, `-contrast` and `-dark`; the theme is dark afterwards. */
export async function screenshots(workbench: WorkbenchPage, name: string): Promise<void> {
  for (const [theme, suffix] of themes) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`${name}-${suffix}`);
  }
}
