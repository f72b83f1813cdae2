import { SMTPServer } from 'smtp-server';
import { keepSecretsOfLink } from './log-scan.js';
import { eventually } from './service.js';

export interface SunkMail {
  to: string;
  subject: string;
  text: string;
  /** The first link in it. */
  link: string;
}

/** A real SMTP server that keeps what it is sent. */
export interface MailSink {
  url: string;
  mails: SunkMail[];
  /** Waits for the latest mail to an address whose subject matches. */
  to(address: string, subject: RegExp): Promise<SunkMail>;
  close(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'sender' && password === 'very-secret-smtp-password'
        ? done(null, { user: username })
        : done(new Error('wrong password')),
    onData(stream, session, done) {
      void stream.toArray().then((chunks) => {
        const mail = parse(Buffer.concat(chunks as Buffer[]).toString('latin1'));
        keepSecretsOfLink(mail.link);
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, ...mail });
        done();
      });
    },
  });
  // A service that was stopped in the middle of a mail is no fault of the sink.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://sender:${'very-secret-smtp-password'}@127.0.0.1:${port}`,
    mails,
    to: (address, subject) =>
      eventually(`a mail to ${address}`, () =>
        mails.findLast((mail) => mail.to === address && subject.test(mail.subject)),
      ),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Of one text part, as our mails are. @see RFC 5322, RFC 2045 */
function parse(raw: string): Omit<SunkMail, 'to'> {
  const [head = '', body = ''] = raw.split(/\r\n\r\n(.*)/s);
  const header = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(head.replaceAll(/\r\n[ \t]+/g, ' '))?.[1]?.trim() ?? '';
  const text =
    header('content-transfer-encoding') === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  return { subject: header('subject'), text, link: /https?:\/\/\S+/.exec(text)?.[0] ?? '' };
}
