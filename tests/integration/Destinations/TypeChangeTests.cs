namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The type of a column changes between two runs into a destination.</summary>
[Collection(SharedSource.Name)]
public sealed class TypeChangeTests(SourceFixture source, TargetFixture targets) : SchemaChangeTest(source, targets)
{
    [Theory]
    [InlineData("smallint", "integer", "-32768", "2147483647")]
    [InlineData("smallint", "bigint", "-32768", "9223372036854775807")]
    [InlineData("integer", "bigint", "-2147483648", "9223372036854775807")]
    [InlineData("real", "double precision", "0.1", "0.1")]
    [InlineData("varchar(3)", "varchar(30)", "abc", "abcdefghij")]
    [InlineData("char(3)", "char(30)", "abc", "abcdefghij")]
    [InlineData("numeric(5,2)", "numeric(7,2)", "-123.40", "12345.60")]
    [InlineData("numeric(5,2)", "numeric(20,2)", "-123.40", "123456789012345678.90")]
    [InlineData("numeric(20,2)", "numeric(22,4)", "NaN", "1.0001")]
    [InlineData("numeric(20,2)", "numeric(22,4)", "-12.30", "1.0001")]
    [InlineData("numeric(10,0)", "numeric(38,10)", "-123", "1.0000000001")]
    [InlineData("numeric(5,0)", "numeric(7,2)", "-123", "1.25")]
    public void A_wider_type_is_followed(string before, string after, string old, string value)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var target = CreateSynced(kind, $"id integer PRIMARY KEY, v {before}", $"(1, '{old}'), (2, NULL)");
            Alter($"ALTER COLUMN v TYPE {after}");
            Insert("id, v", $"3, '{value}'");

            var result = Sync(target);

            Assert.StartsWith("widened column v from ", Changes(result), StringComparison.Ordinal);
            Assert.Empty(Compare(target));
            if (kind == "postgresql" || before.StartsWith("numeric(20", StringComparison.Ordinal))
            {
                Assert.Equal(
                    CustomerTable.Texts(Source.Server, $"SELECT id || ':' || coalesce(v::text, '<NULL>') FROM {Table} ORDER BY id"),
                    Rows(target, "v")!);
            }
        }
    }

    [Theory]
    [InlineData("id", "integer", "bigint", true)]
    [InlineData("id", "bigint", "integer", false)]
    [InlineData("v", "integer", "smallint", false)]
    [InlineData("v", "varchar(20)", "varchar(10)", false)]
    [InlineData("v", "numeric(10,2)", "numeric(10,3)", false)]
    [InlineData("v", "numeric(10,2)", "numeric(10,1)", false)]
    [InlineData("v", "double precision", "real", false)]
    [InlineData("v", "date", "timestamp", false)]
    [InlineData("v", "integer", "text USING v::text", false)]
    [InlineData("v", "varchar(20)", "integer USING v::integer", false)]
    [InlineData("v", "char(5)", "varchar(10)", false)]
    public void Any_other_type_stops_the_run_before_it_writes(string column, string before, string after, bool isFollowed)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var value = before == "date" ? "'2024-01-01'" : "'1'";
            var target = CreateSynced(
                kind,
                column == "id" ? $"id {before} PRIMARY KEY, v integer" : $"id integer PRIMARY KEY, v {before}",
                $"(1, {value}), (2, {value})");
            Alter($"ALTER COLUMN {column} TYPE {after}");
            Change(1);

            if (isFollowed)
            {
                Assert.Equal($"widened column {column} from {before} to {after}", Changes(Sync(target)));
                continue;
            }

            var rows = target.Query("SELECT CAST(min(changed_on) AS text) FROM evolving");
            AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
            Assert.Equal(rows, target.Query("SELECT CAST(min(changed_on) AS text) FROM evolving"));
            if (column == "v")
            {
                // As the error advises.
                target.Execute("ALTER TABLE evolving DROP COLUMN v");
                Assert.StartsWith("added column v, ", Changes(Sync(target, "-Full")), StringComparison.Ordinal);
                Assert.Empty(Compare(target));
            }
        }
    }

    [Theory]
    [InlineData("integer", "bigint")]
    [InlineData("real", "double precision")]
    [InlineData("numeric(5,2)", "numeric(10,4)")]
    [InlineData("numeric(5,2)", "numeric(20,4)")]
    public void A_wider_type_is_compared_before_a_run_has_followed_it(string before, string after)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            var target = CreateSynced(kind, $"id {(before == "real" ? "integer" : before)} PRIMARY KEY, v {before}", "(1, 0.5), (2, 2)");
            if (kind == "postgresql")
            {
                target.Execute("CREATE VIEW over_it AS SELECT v FROM evolving");
            }

            Alter($"ALTER COLUMN v TYPE {after}");
            if (before != "real")
            {
                Alter($"ALTER COLUMN id TYPE {after}");
            }

            Assert.Empty(Compare(target));
            Source.Server.Execute($"UPDATE {Table} SET v = v + 1 WHERE id = 2");
            Assert.Equal(["Stale"], Compare(target).Select(d => d.Split(' ')[1]));
        }
    }

    [Theory]
    [InlineData("integer", "numeric(10,2)", "numeric(10,2)")]
    [InlineData("date", "timestamp", "timestamp")]
    [InlineData("integer", "text USING v::text", "text USING v::text")]
    public void A_column_that_somebody_has_altered_in_the_same_way_is_followed(string before, string after, string altered)
    {
        var target = CreateSynced("postgresql", $"id integer PRIMARY KEY, v {before}", before == "date" ? "(1, '2024-01-01')" : "(1, 1)");
        Alter($"ALTER COLUMN v TYPE {after}");
        Change(1);
        AssertFailed(ErrorId.SchemaChanged, SyncResultOf(target));
        target.Execute($"ALTER TABLE evolving ALTER COLUMN v TYPE {altered}");

        Assert.StartsWith("changed column v from ", Changes(Sync(target)), StringComparison.Ordinal);
        Assert.Empty(Compare(target));
    }

    [Fact]
    public void A_longer_text_widens_a_column_that_somebody_has_made_with_a_length()
    {
        var target = Create("postgresql");
        target.Execute("CREATE TABLE evolving (id integer PRIMARY KEY, v varchar(3), changed_on timestamptz)");
        CreateTable("id integer PRIMARY KEY, v varchar(3)", "(1, 'abc')");
        Sync(target);
        Alter("ALTER COLUMN v TYPE varchar(5)");
        Change(1, "v = 'abcde'");

        Assert.Equal("widened column v from character varying(3) to character varying(5)", Changes(Sync(target)));
        Assert.Equal(["1:abcde"], Rows(target, "v"));
    }
}
