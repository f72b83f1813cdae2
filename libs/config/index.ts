export { ConfigError, loadConfig, type Config } from './config.js';
export { settings, type Setting } from './settings.js';
