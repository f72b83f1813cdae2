import { Inject, Injectable } from '@nestjs/common';
import { settings, type Config } from '../../../../libs/config/index.js';
import type { Page, SettingView } from '../../../../libs/contracts/index.js';
import { CONFIG, MODELS, type Core } from '../common/core.module.js';

/** What the environment decided at the start of this process. */
@Injectable()
export class AdminSettingsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(MODELS) private readonly models: Core['models'],
  ) {}

  /** Of the keys that are no settings those that a profile names: others may be meant for other programs. */
  list(): Page<SettingView> {
    const keys = new Set(this.models.profiles.map(({ keySetting }) => keySetting));
    const derived = this.derived();
    const items = this.config.settings
      .filter(({ name }) => name in settings || keys.has(name))
      .map(({ name, about, secret, source, value }) => ({
        name,
        about,
        secret,
        set: source !== 'default',
        source,
        value: source === 'default' && name in derived ? derived[name]! : value,
      }));
    return { items, nextCursor: null };
  }

  /** Defaults that depend on others. */
  private derived(): Record<string, string | null> {
    const { publicUrl, dataDirectory, signUp, mail } = this.config;
    return {
      PUBLIC_URL: publicUrl,
      AI_DRV_DATA_DIR: dataDirectory,
      AI_DRV_SIGN_UP: signUp,
      AI_DRV_MODEL: this.models.defaultName,
      AI_DRV_MAIL_FROM: mail?.from ?? null,
    };
  }
}
