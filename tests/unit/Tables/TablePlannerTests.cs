namespace RedshiftSync.UnitTests.Tables;

public sealed class TablePlannerTests
{
    private static readonly TableRequest Request = new(new TableName("shop", "orders"));

    private static readonly Column[] Orders =
    [
        Of("order_id", "bigint"), Of("region", "varchar"), Of("amount", "integer"), Of("created_at", "timestamp"),
        Of("updated_at", "timestamp"),
    ];

    private static readonly string[] NoKey = [];

    [Fact]
    public void The_declared_key_and_the_column_that_says_change_are_taken()
    {
        var plan = TablePlanner.Decide(Request, Orders, ["region", "order_id"]);

        Assert.Equal(["order_id", "region", "amount", "created_at", "updated_at"], plan.Schema.ColumnNames);
        Assert.Equal(["region", "order_id"], plan.Schema.KeyColumns.Select(c => c.Name));
        Assert.Equal("updated_at", plan.Schema.Cursor.Name);
        Assert.Equal((KeyOrigin.Declared, true), (plan.KeyOrigin, plan.IsCursorFound));
        Assert.Empty(plan.Notes.Concat(plan.Warnings));
    }

    [Fact]
    public void What_the_user_names_comes_first()
    {
        var plan = TablePlanner.Decide(
            Request with { KeyColumns = ["ORDER_ID"], CursorColumn = "Created_At" }, Orders, ["region"]);

        Assert.Equal(("order_id", "created_at"), (Assert.Single(plan.Schema.KeyColumns).Name, plan.Schema.Cursor.Name));
        Assert.Equal((KeyOrigin.Given, false), (plan.KeyOrigin, plan.IsCursorFound));
    }

    [Fact]
    public void A_table_can_be_read_without_a_key() =>
        Assert.All(TablePlanner.SelectColumns(Request with { NoKey = true }, Orders, ["order_id"]), c => Assert.Null(c.KeyPart));

    [Fact]
    public void Key_and_cursor_are_always_selected()
    {
        var plan = TablePlanner.Decide(
            Request with { Columns = [Prefix("am*")], ExcludedColumns = [Prefix("o*"), Prefix("u*"), Prefix("z*")] }, Orders, ["order_id"]);

        Assert.Equal(["order_id", "amount", "updated_at"], plan.Schema.ColumnNames);
        Assert.Contains("'z*'", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_exact_or_unique_if_case_is_ignored()
    {
        Column[] columns = [Of("Id", "integer"), Of("id", "integer"), Of("Updated", "timestamptz")];

        Assert.Equal("id", TablePlanner.Decide(Exclude("Id") with { KeyColumns = ["id"] }, columns, NoKey).Schema.Key.Name);
        AssertRefused("KeyNotFound", Request with { KeyColumns = ["ID"] }, columns);
        AssertRefused("ColumnNameConflict", Request with { KeyColumns = ["id"] }, columns);
        AssertRefused("ParameterInvalid", Exclude("id") with { KeyColumns = ["id"] }, columns);
        AssertRefused("ParameterInvalid", Exclude("UPDATED") with { KeyColumns = ["id"] }, columns);
    }

    [Fact]
    public void A_missing_key_names_candidates_by_their_names()
    {
        Column[] columns =
        [
            Of("name", "varchar"), Of("country_code", "char"), Of("customer_id", "integer"), Of("order_id", "bigint"), Of("id", "bigint"),
            Of("rate_id", "double precision"), Of("updated_at", "timestamp"), Of("entry_no", "integer"), Of("account", "varchar"),
            Of("paid_no", "boolean"), Numeric("batch_no", 18, 0), Numeric("price_code", 12, 2),
            .. Enumerable.Range(0, 20).Select(i => Of($"c{i}", "integer")),
        ];

        Assert.Equal(
            ["id", "order_id", "customer_id", "country_code", "entry_no", "batch_no"], KeyCandidates.Find(Request.Table, columns));
        Assert.Equal(10, KeyCandidates.Find(Request.Table, [.. Enumerable.Range(0, 20).Select(i => Of($"c{i}_id", "integer"))]).Count);
        Assert.Empty(KeyCandidates.Find(Request.Table, columns[^20..]));
        AssertRefused("KeyNotFound", Request, [.. columns[^20..], Of("updated_at", "timestamp")]);
        AssertRefused("KeyNotFound", Request, columns);
        AssertRefused("KeyNotFound", Request with { KeyColumns = ["id", "missing"] }, columns);
        AssertRefused("ParameterInvalid", Request with { KeyColumns = ["id", "ID"] }, columns);
        AssertRefused("ParameterInvalid", Request with { KeyColumns = ["id"], NoKey = true }, columns);
    }

    [Fact]
    public void A_type_has_to_fit_its_role()
    {
        Column[] columns = [Of("rate", "double precision"), Of("doc", "super"), Of("text", "varchar"), Of("updated_at", "timestamp")];

        AssertRefused("ColumnTypeNotSupported", Request with { KeyColumns = ["rate"] }, columns);
        AssertRefused("ColumnTypeNotSupported", Request with { KeyColumns = ["doc"] }, columns);
        AssertRefused("ColumnTypeNotSupported", Request, columns, "rate");
        AssertRefused("ColumnTypeNotSupported", Request with { KeyColumns = ["text"], CursorColumn = "text" }, columns);
        AssertRefused("ColumnTypeNotSupported", Request with { KeyColumns = ["text"], CursorColumn = "rate" }, columns);
    }

    [Fact]
    public void Several_columns_that_say_change_or_none_are_no_cursor()
    {
        Column[] several = [.. Orders, Of("modified", "timestamptz")];
        Column[] none = [Of("order_id", "bigint"), Of("created_at", "timestamp"), Of("updated", "varchar")];

        AssertRefused("CursorNotFound", Request, several, "order_id");
        AssertRefused("CursorNotFound", Request, none, "order_id");
        AssertRefused("CursorNotFound", Request with { CursorColumn = "missing" }, Orders, "order_id");
        Assert.Contains(
            "created_at",
            Assert.Throws<SyncException>(() => TablePlanner.Decide(Request, none, ["order_id"])).Advice,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_refused()
    {
        AssertRefused("ColumnNotFound", Request with { Columns = [Prefix("amount*"), Prefix("price*")] }, Orders, "order_id");
        AssertRefused("ColumnNotFound", Request, []);
    }

    [Fact]
    public void A_name_that_is_a_column_is_no_pattern()
    {
        Column[] columns = [.. Orders, Of("a*", "integer")];

        Assert.Equal(
            ["order_id", "updated_at", "a*"],
            TablePlanner.Decide(Request with { Columns = [Prefix("a*")] }, columns, ["order_id"]).Schema.ColumnNames);
    }

    [Fact]
    public void Unusual_columns_are_noted()
    {
        Column[] columns =
            [.. Orders, Of("net price", "integer"), Of("sketch", "hllsketch"), Of("größe", "integer")];

        var notes = TablePlanner.Decide(Request, columns, ["order_id"]).Notes;

        Assert.Equal(2, notes.Count);
        Assert.Contains("$_.'net price'", notes[0], StringComparison.Ordinal);
        Assert.Contains("hllsketch", notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("psobject")]
    [InlineData("PSTypeNames")]
    [InlineData("PSBase")]
    [InlineData("psadapted")]
    [InlineData("PSExtended")]
    public void A_column_that_PowerShell_hides_is_a_warning(string name)
    {
        Column column = new(name);

        Assert.Contains($"-ExcludeColumn {name}", Assert.Single(ColumnNotes.WarningsOf([.. Orders, column])), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "-ExcludeColumn", Assert.Single(ColumnNotes.WarningsOf([column with { KeyPart = 1 }])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_goes_on_without_what_cannot_be_decided()
    {
        var request = Request with { CollectsProblems = true };
        Column[] none = [Of("order_id", "bigint"), Of("created_at", "timestamp")];

        var keyless = TablePlanner.Decide(request, Orders, NoKey);
        Assert.Equal(["Key KeyNotFound"], Shown(keyless));
        Assert.Equal((false, "updated_at", true), (keyless.Schema.HasKey, keyless.Schema.Cursor.Name, keyless.HasCursor));

        var neither = TablePlanner.Decide(request, none, NoKey);
        Assert.Equal(["Key KeyNotFound", "Cursor CursorNotFound"], Shown(neither));
        Assert.False(neither.HasCursor);

        Assert.Equal(
            ["Cursor ColumnTypeNotSupported"],
            Shown(TablePlanner.Decide(request with { CursorColumn = "region" }, Orders, ["order_id"])));
        AssertRefused("CursorNotFound", request, [Of("order_id", "varchar")], "order_id");

        static IEnumerable<string> Shown(TablePlan plan) => plan.Problems.Select(problem => $"{problem.Check} {problem.ErrorId}");
    }

    [Theory]
    [InlineData(28, false)]
    [InlineData(29, true)]
    [InlineData(null, false)]
    public void A_numeric_of_more_digits_than_a_decimal_holds_is_a_caution(int? precision, bool isCaution)
    {
        var column = Numeric("amount", precision, 2);

        Assert.Equal(isCaution, ColumnNotes.FindCaution(column) is not null);
        Assert.Null(ColumnNotes.FindCaution(column with { Type = column.Type!.NumericAsText() }));
    }

    private static Column Numeric(string name, int? precision, int scale) =>
        new(name) { Type = ColumnType.Named("numeric") with { Precision = precision, Scale = scale } };

    private static Column Of(string name, string type) => new(name) { Type = ColumnType.Named(type) };

    private static TableRequest Exclude(string name) => Request with { ExcludedColumns = [Prefix(name)] };

    // As a wildcard of PowerShell, which ignores case.
    private static ColumnPattern Prefix(string pattern) => new(
        pattern,
        name => pattern.EndsWith('*')
            ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    private static void AssertRefused(string errorId, TableRequest request, Column[] columns, params string[] declaredKey) =>
        Assert.Equal(errorId, Assert.Throws<SyncException>(() => TablePlanner.Decide(request, columns, declaredKey)).ErrorId);
}
