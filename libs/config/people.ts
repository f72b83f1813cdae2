import { settings, type SettingName } from './settings.js';

export type SignUp = 'open' | 'invitation' | 'closed';

/** What the environment decides about people: who may sign up, and how they are reached. */
export interface PeopleConfig {
  signUp: SignUp;
  /** null: no mail; addresses are not verified, and links are handed over. */
  mail: { url: string; from: string } | null;
  /** Reverse proxies in front, each of which appends to X-Forwarded-For. */
  trustedProxies: number;
  github: { clientId: string; clientSecret: string } | null;
  oidc: { issuer: string; clientId: string; clientSecret: string } | null;
}

type Values = Partial<Record<SettingName, unknown>>;

/** Adds to `mistakes` where settings that belong together are not all there. */
export function peopleConfig(
  values: Values,
  { host, publicUrl }: { host: string; publicUrl: string },
  mistakes: string[],
): PeopleConfig {
  const url = values.SMTP_URL as string | undefined;
  if (values.AI_DRV_MAIL_FROM && !url) mistakes.push('AI_DRV_MAIL_FROM means nothing without SMTP_URL');
  const github = together(values, ['AI_DRV_GITHUB_CLIENT_ID', 'AI_DRV_GITHUB_CLIENT_SECRET'], mistakes);
  const oidc = together(
    values,
    ['AI_DRV_OIDC_CLIENT_ID', 'AI_DRV_OIDC_CLIENT_SECRET', 'AI_DRV_OIDC_ISSUER'],
    mistakes,
  );
  return {
    signUp: (values.AI_DRV_SIGN_UP ?? (url || isLoopback(host) ? 'open' : 'invitation')) as SignUp,
    mail: url ? { url, from: (values.AI_DRV_MAIL_FROM as string) ?? defaultSender(publicUrl) } : null,
    trustedProxies: (values.AI_DRV_TRUST_PROXY ?? Number(settings.AI_DRV_TRUST_PROXY.default)) as number,
    github: github && { clientId: github[0]!, clientSecret: github[1]! },
    oidc: oidc && { clientId: oidc[0]!, clientSecret: oidc[1]!, issuer: oidc[2]!.replace(/\/+$/, '') },
  };
}

function together(values: Values, names: SettingName[], mistakes: string[]): string[] | null {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length === names.length) return null;
  if (missing.length > 0) {
    mistakes.push(`${names.join(', ')} belong together; not set: ${missing.join(', ')}`);
    return null;
  }
  return names.map((name) => values[name] as string);
}

const isLoopback = (host: string) => /^(127\.|localhost$|::1$|\[::1\]$)/.test(host);

function defaultSender(publicUrl: string): string {
  const host = URL.canParse(publicUrl) ? new URL(publicUrl).hostname : 'localhost';
  return `ai-drv <ai-drv@${/^[\d.:[\]]+$/.test(host) ? 'localhost' : host}>`;
}
