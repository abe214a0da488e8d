// The Nest module.

import { Module } from '@nestjs/common';
import { detection } from './detect/detection.provider.js';
import { Raiser } from './detect/raiser.js';
import { ruleBook } from './rule-book.provider.js';

@Module({ controllers: [], providers: [ruleBook, Raiser, detection] })
export class RulesModule {}
