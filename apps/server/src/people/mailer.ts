import { createTransport } from 'nodemailer';
import type { Config } from '../../../../libs/config/index.js';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Delivers a mail; throws when the server does not take it. */
export type SendMail = (mail: Mail) => Promise<void>;

// What a mail server that accepts and never answers may cost.
const bounds = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** @returns null where no mail server is set */
export function createMailer(mail: Config['mail']): SendMail | null {
  if (!mail) return null;
  // No logger: its lines hold the mails, and so the links.
  const transport = createTransport(
    { url: mail.url, ...bounds, disableFileAccess: true, disableUrlAccess: true },
    { from: mail.from },
  );
  return async (message) => {
    // 7 bit where it can be: a link that is wrapped by quoted-printable is hard to read in a terminal.
    await transport.sendMail({ ...message, textEncoding: 'base64' });
  };
}
