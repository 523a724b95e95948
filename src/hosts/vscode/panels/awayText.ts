import type { Connection, ConnectionHome } from '../../../core/connection.ts';
import { t } from '../../../core/l10n.ts';

/**
 * What a panel says in place of looking for its things in another account: undefined while the window is connected to
 * where they belong, and for a panel that does not know.
 */
export function awayText(home: ConnectionHome | undefined, current: Connection | undefined): string | undefined {
  if (!home || (current?.id === home.id && current.region === home.region)) return undefined;
  const belongs = `${home.label} · ${home.region}`;
  return current
    ? t('This belongs to {0}; the window is connected to {1}.', belongs, `${current.label} · ${current.region}`)
    : t('This belongs to {0}; the window is not connected.', belongs);
}
