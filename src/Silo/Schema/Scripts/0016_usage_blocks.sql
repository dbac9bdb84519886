-- Usage in columns, a row for every 1,024 entries of a team: what pages look through and summaries add up. It is written when
-- somebody reads, from entries that never change; whatever of it is missing is made again. Debits pay nothing for it: there is no
-- index on the ledger for any of this.

create table purser.usage_block (
  block bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  earliest_debit bigint,
  purposes bigint not null,
  format smallint not null,
  team_id text collate "C" not null,
  turns bytea,
  words bytea not null,
  entries bytea not null,
  jobs bytea not null,
  constraint usage_block_pkey primary key (team_id, format, block)
);

-- Heads are read by the thousand and columns by the hundred: the heads stay in the rows, the columns beside them, as they are.
alter table purser.usage_block
  alter column words set storage main,
  alter column turns set storage main,
  alter column entries set storage external,
  alter column jobs set storage external;

comment on table purser.usage_block is 'Made from the ledger, and from nothing else: it may be emptied at any time.';
comment on column purser.usage_block.block is 'Its number: entries 1,024 × block + 1 and on.';
comment on column purser.usage_block.earliest_debit is 'The first of the debits that are reversed in it.';
comment on column purser.usage_block.purposes is 'A bit for each combination of action, regeneration and bucket in it.';
comment on column purser.usage_block.format is 'How the columns are written: silos of two versions do not read each other''s.';
comment on column purser.usage_block.turns is 'Its entries that cycles are told by.';
comment on column purser.usage_block.words is 'A filter of the members and jobs in it.';
