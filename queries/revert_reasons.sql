-- title: Reasons of reverts
-- description: The sentence of each undoing commit that says why, oldest first, as it was written, with line breaks as
--   spaces. It is the first one, from the undo on, with a word such as because, broke, fails, leak or premature; if
--   there is none, the sentence after the one that tells of the undo. Titles in quotation marks, text that the undone
--   commit has too, lists of merged revisions and trailers are passed over. Undoing commits that give no reason are
--   left out, and so is all beyond the first 3000 characters of a message.
-- parameter: issue   issue    optional  only where the undoing or an undone commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit undoes or is undone
-- parameter: path    path     optional  only undoing commits that changed this file, folder or pattern with * and ?
-- parameter: author  person   optional  only undoing commits by authors whose name or address contains this, in any
--   case
-- parameter: line    line     optional  only undoing commits made for this line of development
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undoing_at  author's clock of the undoing commit
-- column: reason  the sentence
-- column: basis  'words' when a word in it speaks of a reason, 'place' when it is merely the next thing said
-- column: subject  subject of the undoing commit
-- column: line  line of development of the undoing commit
-- column: undone  how many commits it undoes
WITH RECURSIVE tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT t.id FROM tagged AS t WHERE CAST(:commit AS text) IS NULL
),
-- One branch for each index instead of an OR.
wanted AS (
    SELECT r.id FROM named AS n JOIN relations AS r ON r.source_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.target_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id
    FROM relations AS r
    WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
),
undoing AS (
    SELECT r.undoing_id AS id
    FROM wanted AS w
    JOIN reverts AS r ON r.relation_id = w.id
    WHERE CAST(:issue AS text) IS NULL
       OR r.undoing_id IN (SELECT t.id FROM tagged AS t)
       OR r.undone_id IN (SELECT t.id FROM tagged AS t)
    GROUP BY r.undoing_id
),
chosen AS (
    SELECT c.id, c.subject, SUBSTR(c.message, 1, 3000) AS message, given.nl, SUBSTR(c.sha, 1, 0) AS blank
    FROM undoing AS u
    JOIN commits AS c ON c.id = u.id
    JOIN people AS a ON a.id = c.author_id
    -- The filters are in a row of their own, because SQLite would read all commits to prepare for filters that are
    -- plain values. So is the line feed, which the two dialects know by no common name.
    CROSS JOIN (SELECT {given line, author, since, until, path},
                       '
' AS nl) AS given
    WHERE {touches c.id from given}
      AND {line c.line from given}
      AND {author a.canonical_name, a.canonical_email from given}
      AND {days c.authored_at from given}
),
-- Carriage returns have no common name either. They are what stands before the first or the last single line feed, if
-- that is a control character.
ended AS (
    SELECT n.id,
           n.subject,
           n.message,
           n.nl,
           n.blank,
           SUBSTR(n.lines, LENGTH(n.lines) - LENGTH(LTRIM(n.lines, REPLACE(n.lines, n.nl, ''))), 1) AS first_end,
           SUBSTR(n.lines, LENGTH(RTRIM(n.lines, REPLACE(n.lines, n.nl, ''))) - 1, 1) AS last_end
    FROM (SELECT c.id, c.subject, c.message, c.nl, c.blank, REPLACE(c.message, c.nl || c.nl, '') AS lines
          FROM chosen AS c) AS n
),
clean AS (
    SELECT e.id,
           e.subject,
           e.nl,
           e.blank,
           REPLACE(e.message,
                   CASE
                       WHEN e.first_end > e.nl AND e.first_end < ' ' THEN e.first_end
                       WHEN e.last_end > e.nl AND e.last_end < ' ' THEN e.last_end
                       ELSE ''
                   END, '') AS message
    FROM ended AS e
),
-- Cut marks are two signs that no message has. After ␞ a new sentence begins if a capital follows, after ␞␝ it does in
-- any case. First the parts of a subject that quotes nothing.
titled AS (
    SELECT c.id,
           c.nl,
           c.blank,
           CASE
               WHEN REPLACE(SUBSTR(c.message, 1, LENGTH(c.subject)), c.nl, ' ') <> c.subject THEN c.message
               WHEN c.subject LIKE '%"%' THEN c.subject || '␞␝' || SUBSTR(c.message, LENGTH(c.subject) + 1)
               ELSE REPLACE(REPLACE(REPLACE(c.subject, ';', '␞␝'), ' - ', '␞␝'), ' -- ', '␞␝')
                    || '␞␝' || SUBSTR(c.message, LENGTH(c.subject) + 1)
           END AS text
    FROM clean AS c
),
-- Then indents go, and paragraphs, items of lists and lines with a meaning of their own are cut off.
parted AS (
    SELECT t.id,
           t.nl,
           t.blank,
           REPLACE(REPLACE(REPLACE(REPLACE(t.text, t.nl || '    ', t.nl), t.nl || '  ', t.nl), t.nl || ' ', t.nl),
                   t.nl || t.nl, '␞␝' || t.nl) AS text
    FROM titled AS t
),
lined AS (
    SELECT p.id,
           p.nl,
           p.blank,
           REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(p.text,
               p.nl || '* ', '␞␝* '),
               p.nl || '- ', '␞␝- '),
               p.nl || '..', '␞␝..'),
               p.nl || '(', '␞␝('),
               p.nl || 'This reverts commit', '␞␝This reverts commit'),
               p.nl || 'Co-authored-by', '␞␝Co-authored-by') AS text
    FROM parted AS p
),
-- Last the ends of sentences.
cut AS (
    SELECT l.id,
           l.blank,
           REPLACE(REPLACE(REPLACE(REPLACE(l.text, l.nl, ' '), '. ', '.␞ '), '! ', '!␞ '), '? ', '?␞ ') || '␞' AS text
    FROM lined AS l
),
-- To trim all characters but one leaves what begins with that one.
walk(id, step, text, rest) AS (
    SELECT c.id, 0, c.blank, '␞' || c.text
    FROM cut AS c
    UNION ALL
    SELECT w.id, w.step + 1, SUBSTR(w.rest, 2), LTRIM(SUBSTR(w.rest, 2), REPLACE(SUBSTR(w.rest, 2), '␞', ''))
    FROM walk AS w
    WHERE LENGTH(w.rest) > 1
),
-- What follows a mark with no capital belongs to the sentence before.
opened AS (
    SELECT w.id,
           w.step AS place,
           w.text,
           COALESCE(LEAD(LENGTH(w.text)) OVER (PARTITION BY w.id ORDER BY w.step), 0) AS after
    FROM walk AS w
    WHERE w.step = 1
       OR (w.step > 1 AND (w.text LIKE '␝%'
                           OR SUBSTR(LTRIM(w.text), 1, 1) <> LOWER(SUBSTR(LTRIM(w.text), 1, 1))))
),
told AS (
    SELECT s.id, s.place, s.sentence, ' ' || LOWER(s.sentence) || ' ' AS words
    FROM (SELECT o.id,
                 o.place,
                 TRIM(REPLACE(REPLACE(SUBSTR(o.text, 1, LENGTH(o.text) - o.after), '␞', ''), '␝', '')) AS sentence
          FROM opened AS o) AS s
),
judged AS (
    SELECT t.id,
           t.place,
           t.sentence,
           t.words,
           CASE
               WHEN t.words LIKE '%revert%'
                    OR t.words LIKE '%backed out%' OR t.words LIKE '%back out%' OR t.words LIKE '%backing out%'
                    OR t.words LIKE '%backout%' OR t.words LIKE '%back-out%' OR t.words LIKE '%backs out%'
                    OR t.words LIKE '%roll%back%' OR t.words LIKE '%withdr%' OR t.words LIKE '%retract%'
                    OR t.words LIKE '%restor%' OR t.words LIKE '%undid%' OR t.words LIKE '% undo%' THEN 1
               ELSE 0
           END AS deed,
           -- Of a sentence that quotes a title, what comes after the quotation.
           CASE
               WHEN t.words LIKE '%revert%"%'
               THEN SUBSTR(t.words, LENGTH(RTRIM(t.words, REPLACE(t.words, '"', ''))) + 1)
               ELSE t.words
           END AS own_words
    FROM told AS t
    WHERE t.words LIKE '% % % % %'
      AND t.words NOT LIKE ' co-authored-by%' AND t.words NOT LIKE ' signed-off-by%'
      AND t.words NOT LIKE ' (cherry picked%' AND t.words NOT LIKE ' automerge-%'
      AND t.words NOT LIKE ' merged revisions %' AND t.words NOT LIKE ' recorded merge %'
      AND t.words NOT LIKE '%svn+ssh%' AND t.words NOT LIKE '%| % line%' AND t.words NOT LIKE ' ..%'
),
-- The words, as people of thirty years wrote them.
telling(word) AS (
    VALUES (' because '), (' since '), (' due to '), (' as it '), (' as the'), (' caus'), (' break'), (' broke'),
           (' fail'), (' crash'), ('leak'), ('regress'), (' segfault'), (' hang'), (' buildbot'), (' conflict'),
           ('incompatib'), (' wrong'), ('incorrect'), ('invalid'), ('accident'), ('mistake'), ('unintend'),
           ('unintention'), ('inadvertent'), ('unwanted'), ('duplicate'), (' bad '), ('premature'), (' not ready'),
           ('ready yet'), ('too late'), (' slow'), ('unnecessary'), ('not needed'), ('no longer'), (' until '),
           ('discussion'), (' request'), ('supposed to'), ('problem'), ('didn''t work'), ('confus'),
           ('doesn''t work'), ('does not work'), ('not a bug'), ('being a bug'), ('new feature'), (' oops'),
           ('whoops'), ('don''t'), (' better way'), ('instead')
),
weighed AS (
    SELECT j.id,
           j.place,
           j.sentence,
           j.deed,
           CASE WHEN EXISTS (SELECT 1 FROM telling AS t WHERE j.own_words LIKE '%' || t.word || '%') THEN 1 ELSE 0 END
               AS tells,
           MIN(CASE j.deed WHEN 1 THEN j.place END) OVER (PARTITION BY j.id) AS begins
    FROM judged AS j
),
ranked AS (
    SELECT w.id,
           w.sentence,
           w.tells,
           ROW_NUMBER() OVER (PARTITION BY w.id ORDER BY w.tells DESC, w.place) AS choice
    FROM weighed AS w
    WHERE ((w.tells = 1 AND w.place >= COALESCE(w.begins, 1))
           OR (w.deed = 0 AND w.place > w.begins AND w.sentence NOT LIKE '* %'))
      AND NOT EXISTS (SELECT 1
                      FROM chosen AS c
                      JOIN relations AS r ON r.source_id = c.id AND r.kind = 'undoes'
                      JOIN commits AS o ON o.id = r.target_id
                      WHERE c.id = w.id
                        AND REPLACE(REPLACE(o.message, c.nl, ' '), w.sentence, '') <> REPLACE(o.message, c.nl, ' '))
)
SELECT c.sha AS undoing_sha,
       c.authored_at AS undoing_at,
       k.sentence AS reason,
       CASE k.tells WHEN 1 THEN 'words' ELSE 'place' END AS basis,
       c.subject,
       c.line,
       (SELECT COUNT(*)
        FROM reverts AS r
        WHERE r.undoing_id = c.id) AS undone
FROM ranked AS k
JOIN commits AS c ON c.id = k.id
WHERE k.choice = 1
ORDER BY c.committed_utc, c.sha
{limit}
