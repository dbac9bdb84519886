-- Names of people that silos of a version before wrote into entries go to where they belong: the last one of each counts, and none that was
-- forgotten since comes back. With the rights of the owner: nobody else changes an entry, and nothing else of an entry is ever changed.
-- teams: whose; afters: entries after these, of each. 0023 calls it for all teams, a silo for one that it opens.

create function purser.take_names_out(teams text[], afters bigint[]) returns void
  language sql security definer set search_path = '' as $$
  WITH said AS MATERIALIZED (
    SELECT team_id, seq, kind,
      detail::jsonb #>> CASE kind WHEN 1 THEN '{request,owner,memberId}'::text[] ELSE '{terms,memberId}'::text[] END AS member_id,
      detail::jsonb #>> CASE kind WHEN 1 THEN '{request,owner,name}'::text[] ELSE '{terms,name}'::text[] END AS name
    FROM unnest(teams, afters) AS asked (id, after)
    JOIN purser.ledger ON team_id = id AND seq > after AND kind IN (1, 6)
  ), named AS (
    SELECT * FROM said WHERE name IS NOT NULL
  ), kept AS (
    INSERT INTO purser.person AS known (team_id, member_id, name, opened_as, named_by)
    SELECT DISTINCT ON (team_id, member_id) team_id, member_id, name,
      (SELECT opening.name FROM named opening WHERE opening.kind = 1 AND (opening.team_id, opening.member_id) = (named.team_id, named.member_id)),
      seq
    FROM named ORDER BY team_id, member_id, seq DESC
    ON CONFLICT (team_id, member_id) DO UPDATE SET
      name = excluded.name, opened_as = coalesce(known.opened_as, excluded.opened_as), named_by = excluded.named_by
    WHERE known.named_by < excluded.named_by
  )
  UPDATE purser.ledger
  SET detail = (detail::jsonb #- CASE ledger.kind WHEN 1 THEN '{request,owner,name}'::text[] ELSE '{terms,name}'::text[] END)::text
  FROM named WHERE (ledger.team_id, ledger.seq) = (named.team_id, named.seq)
$$;

revoke execute on function purser.take_names_out(text[], bigint[]) from public;
