export { decodeChannel, encodeChannel } from './channel.js';
