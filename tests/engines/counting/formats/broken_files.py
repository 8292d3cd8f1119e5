"""A small good file of every format, and what makes each of them one that is refused."""

LONG_WORD, CUT = "x" * 50, "x" * 40  # a reason quotes no more of a word

GOOD = {
    "a.pb": """META
key;value
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
1;700;Bench
2;50.5;Trees
VOTES
voter_id;vote
1;1,2
2;2
""",
    "b.pb": """META
key;value
vote_type;cumulative
PROJECTS
project_id;cost
1;700
2;50
VOTES
voter_id;vote;points
1;1,2;3,4
""",
    "a.csv": """2,1,
3,1,2,
1,2,
"Candidate 1","Ann","Green (Gr)",
"Candidate 2","Bob","Labour (Lab)",
"Upper Ward",
""",
    "a.blt": """2 1
3 1 2 0
1 2 0
0
"Ann"
"Bob"
"Club"
""",
    "a.soc": """# DATA TYPE: soc
# NUMBER ALTERNATIVES: 2
# NUMBER VOTERS: 4
# NUMBER UNIQUE ORDERS: 2
# ALTERNATIVE NAME 1: Ann
# ALTERNATIVE NAME 2: Bob
3: 1,2
1: 2,1
""",
    "a.toi": """2
1,Ann
2,Bob
4,4,2
3,{1,2}
1,2
""",
    "a.jsonl": """{"c":["1"],"g":"email","q":"parks","t":"00000000000000000000000000000001","v":"p"}
{"c":["1","2"],"g":"email","q":"parks","t":"00000000000000000000000000000002","v":"p"}
""",
}

# The file, what is replaced by what, the line at fault (None where no single line is), the reason.
BROKEN: list[tuple[str, str, str, int | None, str]] = [
    # wrong, missing or repeated sections
    (
        "a.pb",
        "project_id;cost;name\n",
        "project_id;cost;name\nVOTES\n",
        7,
        "there are no projects.",
    ),
    ("a.pb", "1;700;Bench\n2;50.5;Trees\n", "", 7, "there are no projects."),
    ("a.soc", "ORDERS: 2", "ORDERS: 3", 8, "the head says 3 orders, but the file holds 2."),
    (
        "a.jsonl",
        '"parks","t":"00000000000000000000000000000002"',
        '"roads","t":"00000000000000000000000000000002"',
        None,
        "the file holds 2 questions; one can be counted without the poll's manifest.",
    ),
    ("a.pb", "META\n", "", 1, "a .pb file begins with the word META."),
    ("a.pb", "PROJECTS\n", "VOTES\n", 5, "VOTES stands where PROJECTS should come next."),
    ("a.csv", "2,1,\n", "", 1, "a ward file begins with the numbers of candidates and seats."),
    (
        "a.csv",
        '"Upper Ward",',
        '"Upper Ward",\n3,1,',
        7,
        "there is a row after the name of the ward.",
    ),
    (
        "a.csv",
        '"Candidate 2","Bob"',
        '2,1,\n"Candidate 2","Bob"',
        5,
        "the row is neither a ballot, nor a candidate, nor the name of the ward.",
    ),
    ("a.blt", "2 1\n", "", 1, "a .blt file begins with the numbers of candidates and seats."),
    ("a.blt", '0\n"Ann"', '"Ann"', 4, "the ballot does not end in 0."),
    ("a.blt", '"Club"\n', '"Club"\n"More"\n', 8, "there is a line after the title."),
    ("a.soc", "3: 1,2", "1,2", 7, 'an order should stand here: voters, ":", options.'),
    (
        "a.toi",
        "2\n1,Ann",
        "1,Ann",
        1,
        '"1,Ann" is not the number of options with which a PrefLib file begins.',
    ),
    # missing columns and cells
    ("a.soc", "NAME 2", "NAME", 6, '"" is not the number of an option.'),
    ("a.toi", "2,Bob", "Bob", 3, "the number and the name of an option should stand here."),
    (
        "a.toi",
        "4,4,2",
        "4,4",
        4,
        "the numbers of voters, of their sum and of orders should stand here.",
    ),
    ("a.pb", "project_id;cost", "project;cost", 6, "the heading lacks project_id."),
    ("a.pb", "voter_id;vote", "voter_id;choice", 10, "the heading lacks vote."),
    ("a.pb", "1;700;Bench", "1;700", 7, "there are 2 cells where the heading has 3."),
    ("b.pb", "1;1,2;3,4", "1;1,2;3", 10, "there are not as many points as projects."),
    (
        "a.csv",
        '"Candidate 1","Ann","Green (Gr)",',
        '"Candidate 1",',
        4,
        "a candidate has a number, a name and a party.",
    ),
    ("a.csv", "2,1,\n", "2,\n", 1, "a ward file begins with the numbers of candidates and seats."),
    ("a.soc", "# ALTERNATIVE NAME 2: Bob\n", "", 6, "the head says 2 options, but names 1."),
    (
        "a.soc",
        "# ALTERNATIVE NAME 1: Ann\n",
        "",
        6,
        "the options must be numbered 1, 2, 3, without gaps.",
    ),
    ("a.toi", "4,4,2\n", "", 4, '"{1" is not a number of voters or orders.'),
    ("a.jsonl", '"g":"email",', "", 1, "the line is not an object with the keys c, g, q, t and v."),
    # unknown options
    ("a.pb", "2;2\n", f"2;{LONG_WORD}\n", 12, f'the vote names "{CUT}", which is not a project.'),
    ("a.csv", "3,1,2,", "3,1,0,", 2, 'the ballot ranks "0", which is not an option.'),
    ("a.csv", "3,1,2,", "3,1,3,", 2, 'the ballot ranks "3", which is not an option.'),
    (
        "a.blt",
        "3 1 2 0",
        f"3 {LONG_WORD} 0",
        2,
        f'the ballot ranks "{CUT}", which is not an option.',
    ),
    ("a.pb", "2;2\n", "2;3\n", 12, 'the vote names "3", which is not a project.'),
    ("a.csv", "3,1,2,", "3,1,9,", 2, 'the ballot ranks "9", which is not an option.'),
    ("a.blt", "3 1 2 0", "3 1 9 0", 2, 'the ballot ranks "9", which is not an option.'),
    (
        "a.blt",
        "3 1 2 0",
        "-9\n3 1 2 0",
        2,
        "those withdrawn must be candidates, as negative numbers, and not all of them.",
    ),
    ("a.soc", "3: 1,2", "3: 1,9", 7, 'the ballot ranks "9", which is not an option.'),
    ("a.toi", "3,{1,2}", "3,{1,x}", 5, 'the ballot ranks "x", which is not an option.'),
    # negative, fractional and unreadable numbers
    ("a.pb", "budget;1000", f"budget;{LONG_WORD}", 3, f'"{CUT}" is not an amount of money.'),
    (
        "a.csv",
        "2,1,",
        "2,0,",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.csv",
        "2,1,",
        "0,1,",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    ("a.blt", "2 1", "two 1", 1, '"two" is not a number of candidates or seats.'),
    ("a.soc", "ALTERNATIVES: 2", "ALTERNATIVES: x", 2, '"x" is not a number of options.'),
    ("a.soc", "VOTERS: 4", "VOTERS: x", 3, '"x" is not a number of voters.'),
    ("a.soc", "ORDERS: 2", "ORDERS: x", 4, '"x" is not a number of orders.'),
    ("a.pb", "1;700", "1;-700", 7, '"-700" is not an amount of money.'),
    ("a.pb", "budget;1000", "budget;-1", 3, '"-1" is not an amount of money.'),
    ("b.pb", "3,4", "3,-4", 10, '"-4" is not a whole number of points.'),
    (
        "a.csv",
        "3,1,2,",
        "-3,1,2,",
        2,
        "the row is neither a ballot, nor a candidate, nor the name of the ward.",
    ),
    ("a.csv", "3,1,2,", "٣,1,2,", 2, '"٣" is not a number of voters.'),
    ("a.csv", "2,1,\n", "2,-1,\n", 1, '"-1" is not a number of candidates or seats.'),
    ("a.blt", "3 1 2 0", "1.5 1 2 0", 2, '"1.5" is not a number of voters.'),
    (
        "a.blt",
        "2 1\n",
        "0 1\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.blt",
        "2 1\n",
        "2 0\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    ("a.soc", "3: 1,2", "0: 1,2", 7, "the number of voters is 0, or more than there are people."),
    ("a.soc", "3: 1,2", "-3: 1,2", 7, '"-3" is not a number of voters.'),
    (
        "a.jsonl",
        '["1"]',
        '{"1":0}',
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    (
        "a.jsonl",
        '["1"]',
        '{"1":9007199254740992}',
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    ("a.jsonl", '["1"]', '{"1":1.5}', 1, "the line is not JSON with whole numbers."),
    ("a.jsonl", '["1"]', '{"1":NaN}', 1, "the line is not JSON with whole numbers."),
    (
        "a.jsonl",
        '["1"]',
        '{"1":true}',
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    # the same id twice
    ("a.pb", "2;50.5;Trees", "1;50.5;Trees", 8, 'project "1" stands here twice.'),
    ("a.pb", "budget;1000", "budget;1000\nbudget;1", 4, 'META says "budget" twice.'),
    ("a.csv", "3,1,2,", "3,1,1,", 2, "the ballot ranks an option twice."),
    ("a.csv", "3,1,2,", "3,1,2,1,", 2, "the ballot ranks more candidates than there are."),
    ("a.soc", "3: 1,2", "3: 1,2,1", 7, "the order ranks more options than there are."),
    ("a.csv", "Candidate 2", "Candidate 1", 5, "candidate 1 is out of order, or one too many."),
    (
        "a.csv",
        '"Upper Ward"',
        '"Candidate 3","Cy","X"',
        6,
        "candidate 3 is out of order, or one too many.",
    ),
    ("a.blt", "3 1 2 0", "3 1=1 2 0", 2, "the ballot ranks an option twice."),
    ("a.soc", "NAME 2", "NAME 1", 6, "option 1 is named twice, or its number is out of range."),
    ("a.toi", "3,{1,2}", "3,{1,1}", 5, "the ballot ranks an option twice."),
    ("a.jsonl", '["1","2"]', '["1","1"]', 2, "the ballot names an option twice."),
    (
        "a.jsonl",
        "002",
        "001",
        2,
        "the line is out of order, or its question has the same tag twice.",
    ),
    (
        "a.jsonl",
        '"g":"email"',
        '"g":"email","g":"email"',
        1,
        "the line is not in its one canonical spelling.",
    ),
    # what the shape or the canonical form does not allow
    (
        "a.pb",
        "vote_type;approval",
        f"vote_type;{LONG_WORD}",
        4,
        (
            f'vote_type is "{CUT}"; it must be one of approval, choose-1, cumulative, scoring, '
            "ordinal."
        ),
    ),
    ("a.soc", "TYPE: soc", f"TYPE: {LONG_WORD}", None, f'the file says it holds "{CUT}", not soc.'),
    ("a.soc", "3: 1,2", "3: {1,2}", 7, "a .soc file has no equal ranks."),
    ("a.soc", "3: 1,2", "3: 1", 7, "a .soc file ranks every option on every ballot."),
    ("a.soc", "DATA TYPE: soc", "DATA TYPE: toi", None, 'the file says it holds "toi", not soc.'),
    (
        "a.soc",
        "3: 1,2",
        "3: {1,2",
        7,
        "the order is not numbers of options, equal ones in braces, with commas between.",
    ),
    (
        "a.soc",
        "3: 1,2",
        "3: 1,",
        7,
        "the order is not numbers of options, equal ones in braces, with commas between.",
    ),
    (
        "a.soc",
        "3: 1,2",
        "3:",
        7,
        "the order is not numbers of options, equal ones in braces, with commas between.",
    ),
    ("a.jsonl", '"g":"email"', '"g": "email"', 1, "the line is not in its one canonical spelling."),
    (
        "a.jsonl",
        '{"c":["1"],"g":"email"',
        '{"g":"email","c":["1"]',
        1,
        "the line is not in its one canonical spelling.",
    ),
    ("a.jsonl", "00001", "0000G", 1, "g, q, t and v must be text, and t 32 hexadecimal digits."),
    ("a.jsonl", '"email"', "7", 1, "g, q, t and v must be text, and t 32 hexadecimal digits."),
    (
        "a.jsonl",
        '["1"]',
        "[1]",
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    (
        "a.jsonl",
        '["1"]',
        '"1"',
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    ("a.jsonl", '["1"]', '["\\ud800"]', 1, "the line is not in its one canonical spelling."),
    # quotation marks
    (
        "a.pb",
        "Bench",
        '"Bench; oak',
        7,
        "quotation marks are not closed or not doubled, or a cell is too long.",
    ),
    (
        "a.csv",
        '"Ann"',
        '"Ann',
        4,
        "quotation marks are not closed or not doubled, or a cell is too long.",
    ),
    (
        "a.blt",
        '"Ann"',
        "Ann",
        5,
        "after the ballots come the names of all candidates and the title, in quotation marks.",
    ),
    # huge numbers
    (
        "a.pb",
        "1;700",
        "1;" + "9" * 400,
        7,
        '"9999999999999999999999999999999999999999" is not an amount of money.',
    ),
    (
        "a.pb",
        "1;700",
        "1;" + "9" * 15 + "." + "9" * 12,
        None,
        "Costs or budget are too large to count.",
    ),
    (
        "b.pb",
        "3,4",
        "3," + "9" * 400,
        10,
        '"9999999999999999999999999999999999999999" is not a whole number of points.',
    ),
    (
        "a.csv",
        "3,1,2,",
        "9" * 400 + ",1,2,",
        2,
        '"9999999999999999999999999999999999999999" is not a number of voters.',
    ),
    (
        "a.csv",
        "3,1,2,",
        "9" * 15 + ",1,2,",
        2,
        "the number of voters is 0, or more than there are people.",
    ),
    (
        "a.csv",
        "2,1,\n",
        "9" * 15 + ",1,\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.csv",
        "Candidate 2",
        "Candidate " + "9" * 5000,
        5,
        "the row is neither a ballot, nor a candidate, nor the name of the ward.",
    ),
    (
        "a.blt",
        "2 1\n",
        "9" * 15 + " 1\n",
        1,
        "there must be a candidate and a seat, and no more than 100,000 candidates.",
    ),
    (
        "a.blt",
        "3 1 2 0",
        "9" * 5000 + " 1 2 0",
        2,
        '"9999999999999999999999999999999999999999" is not a number of voters.',
    ),
    (
        "a.soc",
        "NAME 2",
        "NAME 999999999",
        6,
        "option 999999999 is named twice, or its number is out of range.",
    ),
    (
        "a.soc",
        "3: 1,2",
        "9" * 15 + ": 1,2",
        7,
        "the number of voters is 0, or more than there are people.",
    ),
    (
        "a.toi",
        "2\n1,Ann",
        "999999999\n1,Ann",
        6,
        "option 1 is named twice, or its number is out of range.",
    ),
    (
        "a.jsonl",
        '["1"]',
        '{"1":' + "9" * 400 + "}",
        1,
        "c must be a list of options, or points of at least 1 by option.",
    ),
    ("a.jsonl", '["1"]', '{"1":' + "9" * 5000 + "}", 1, "the line is not JSON with whole numbers."),
    ("a.jsonl", '["1"]', "[" * 200_000, 1, "the line is not JSON with whole numbers."),
    # the end is missing
    (
        "a.toi",
        "2,Bob\n4,4,2\n3,{1,2}\n1,2\n",
        "",
        2,
        "the number and the name of an option should stand here.",
    ),
    (
        "a.toi",
        "4,4,2\n3,{1,2}\n1,2\n",
        "",
        3,
        "the numbers of voters, of their sum and of orders should stand here.",
    ),
    ("a.toi", "3,{1,2}\n1,2\n", "", 4, "the head says 4 voters, but the file holds 0."),
    ("a.pb", "VOTES\nvoter_id;vote\n1;1,2\n2;2\n", "", 8, "the file ends before VOTES."),
    ("a.pb", "2;2\n", "2", 12, "there are 1 cells where the heading has 2."),
    (
        "a.csv",
        '"Candidate 2","Bob","Labour (Lab)",\n"Upper Ward",\n',
        "",
        4,
        "the file names 1 candidates of 2.",
    ),
    (
        "a.csv",
        '"Labour (Lab)",\n"Upper Ward",\n',
        '"Lab',
        5,
        "quotation marks are not closed or not doubled, or a cell is too long.",
    ),
    (
        "a.blt",
        '0\n"Ann"\n"Bob"\n"Club"\n',
        "",
        3,
        "the file ends before the line 0 that closes the ballots.",
    ),
    (
        "a.blt",
        '"Bob"\n"Club"\n',
        "",
        5,
        "after the ballots come the names of all candidates and the title, in quotation marks.",
    ),
    ("a.soc", "1: 2,1\n", "", 7, "the head says 4 voters, but the file holds 3."),
    ("a.soc", "1: 2,1\n", "1: 2", 8, "a .soc file ranks every option on every ballot."),
    ("a.toi", "1,2\n", "", 5, "the head says 4 voters, but the file holds 3."),
    ("a.jsonl", '"v":"p"}\n{', '"v":"p"}\n{"c":\n{', 2, "the line is not JSON with whole numbers."),
]
