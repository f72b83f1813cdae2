import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '../../../../libs/config/index.js';
import { Public } from '../auth/decorators.js';
import { CONFIG } from '../common/core.module.js';

const text = z
  .string()
  .regex(/^[\w.-]{1,200}$/)
  .optional()
  .catch(undefined);
const linkQuery = z.object({ token: text, id: text, error: text });
type LinkQuery = z.infer<typeof linkQuery>;

/** Where the links of mails lead: plain text that says how it stands, and the one command that goes on. */
@Public()
@Controller()
export class PagesController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('verified')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  verified(@Query({ schema: linkQuery }) { error }: LinkQuery): string {
    if (error === undefined) return 'Your e-mail address is confirmed. You can sign in now.\n';
    return `That did not work (${error}). A link holds for an hour, and works once: ask for a new one by signing in.\n`;
  }

  @Get('reset-password')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  resetPassword(@Query({ schema: linkQuery }) { token }: LinkQuery): string {
    return this.command('To set a new password (12 to 128 characters):', '/api/auth/reset-password', {
      token: token ?? 'TOKEN-OF-THE-LINK',
      newPassword: 'YOUR NEW PASSWORD',
    });
  }

  @Get('invitation')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  invitation(@Query({ schema: linkQuery }) { id }: LinkQuery): string {
    const invitationId = id ?? 'ID-OF-THE-LINK';
    const { publicUrl } = this.config;
    const signUp = this.command('1. Without an account, make one:', '/api/auth/sign-up/email', {
      name: 'YOUR NAME',
      email: 'ADDRESS OF THE INVITATION',
      password: 'YOUR PASSWORD',
      invitationId,
    });
    const signIn = this.command('2. Sign in:', '/api/auth/sign-in/email', {
      email: 'ADDRESS OF THE INVITATION',
      password: 'YOUR PASSWORD',
    });
    const accept = this.command('3. Join:', '/api/auth/organization/accept-invitation', { invitationId });
    const jar = ` -c cookies -b cookies -H 'Origin: ${publicUrl}'`;
    return [signUp, signIn.replace('curl', `curl${jar}`), accept.replace('curl', `curl${jar}`)].join('\n');
  }

  private command(title: string, path: string, body: Record<string, string>): string {
    return `${title}\n\n  curl -H 'Content-Type: application/json' ${this.config.publicUrl}${path} \\\n    -d '${JSON.stringify(body)}'\n`;
  }
}
