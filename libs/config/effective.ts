import { settings, type Setting } from './settings.js';

/** A setting as it holds. */
export interface EffectiveSetting {
  name: string;
  about: string;
  secret: boolean;
  source: 'environment' | 'file' | 'default';
  /** As it was written, or the default (some are told in words); null for secrets, and where nothing holds. */
  value: string | null;
}

/** Every setting of an environment, and the keys of model profiles that it has besides. */
export function effectiveSettings(
  environment: Record<string, string | undefined>,
  apiKeys: string[],
): EffectiveSetting[] {
  const known = Object.entries<Setting>(settings);
  const keys = apiKeys
    .filter((name) => !(name in settings))
    .map((name): [string, Pick<Setting, 'about' | 'default' | 'secret'>] => [
      name,
      { about: 'Key of a model profile.', default: '', secret: true },
    ]);
  return [...known, ...keys].map(([name, { about, default: fallback, secret = false }]) => {
    const text = environment[name] || undefined;
    const source =
      secret && environment[`${name}_FILE`] ? 'file' : text === undefined ? 'default' : 'environment';
    return { name, about, secret, source, value: secret ? null : (text ?? (fallback || null)) };
  });
}
