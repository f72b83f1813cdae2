import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './config.js';

const mistakesOf = (environment: Record<string, string>): string[] => {
  try {
    loadConfig(environment);
  } catch (error) {
    return (error as ConfigError).mistakes;
  }
  return [];
};

describe('the settings about people', () => {
  it('open the sign-up on loopback or with mail, and ask for an invitation otherwise', () => {
    expect(loadConfig({}).signUp).toBe('open');
    expect(loadConfig({ HOST: '0.0.0.0' }).signUp).toBe('invitation');
    expect(loadConfig({ HOST: '0.0.0.0', SMTP_URL: 'smtp://mail.example.org' }).signUp).toBe('open');
    expect(loadConfig({ AI_DRV_SIGN_UP: 'closed' }).signUp).toBe('closed');
  });

  it('name the sender after the host of PUBLIC_URL', () => {
    const environment = { SMTP_URL: 'smtp://mail.example.org', PUBLIC_URL: 'https://drv.example.org' };
    expect(loadConfig(environment).mail?.from).toBe('ai-drv <ai-drv@drv.example.org>');
    expect(loadConfig({ ...environment, AI_DRV_MAIL_FROM: 'Nix <nix@example.org>' }).mail?.from).toBe(
      'Nix <nix@example.org>',
    );
  });

  it('refuse half an OAuth client, a sender that could carry a header, and too many proxies', () => {
    expect(mistakesOf({ AI_DRV_GITHUB_CLIENT_ID: 'x' })[0]).toContain('not set: AI_DRV_GITHUB_CLIENT_SECRET');
    expect(mistakesOf({ AI_DRV_OIDC_ISSUER: 'https://id.example.org' })[0]).toContain(
      'AI_DRV_OIDC_CLIENT_ID',
    );
    expect(
      mistakesOf({ SMTP_URL: 'smtp://mail.example.org', AI_DRV_MAIL_FROM: 'a@b.c\r\nBcc: x@y.z' }),
    ).toHaveLength(1);
    expect(mistakesOf({ AI_DRV_TRUST_PROXY: '11' })).toHaveLength(1);
  });

  it('keep secrets out of the list of mistakes', () => {
    expect(mistakesOf({ SMTP_URL: 'http://user:hunter2@mail' })[0]).not.toContain('hunter2');
  });
});
