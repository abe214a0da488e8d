// Column types that behave alike on every engine.

import { DataTypes, type Model, type ModelAttributeColumnOptions } from 'sequelize';

/** A time as ms since 1970. BIGINT is a number from SQLite and a string from PostgreSQL: the getter makes it a number. */
export function msColumn(
  name: string,
  options: Partial<ModelAttributeColumnOptions> = {},
): ModelAttributeColumnOptions {
  return {
    type: DataTypes.BIGINT,
    ...options,
    get(this: Model) {
      const value: unknown = this.getDataValue(name);
      return value === null || value === undefined ? null : Number(value);
    },
  };
}
