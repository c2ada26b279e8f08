using System.Globalization;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Ways to write an address or a connection string with a secret: valid, invalid, and of other programs.</summary>
internal static class AddressSpellings
{
    // {s} is the secret. The port is closed, so that a valid address fails at once.
    private static readonly string[] Forms =
    [
        "postgresql://u:{s}@127.0.0.1:1/d", "postgres://u:{s}@127.0.0.1:1/d", "postgresql://u:{s}@127.0.0.1:1/d?sslmode=disable",
        "postgresql://u:{s}@[::1]:1/d",
        "postgresql://127.0.0.1:1/d?user=u&password={s}", "postgresql:///d?host=127.0.0.1&port=1&user=u&password={s}",
        "postgresql://u:{s}@/d", "postgresql://u:{s}@127.0.0.1:1",
        "postgresql://u:{s}@127.0.0.1:1/", "postgresql://u:{s}@127.0.0.1:/d", "postgresql://u:{s}@127.0.0.1:x/d", "postgresql://u:{s}",
        "postgresql://u:{s}/d", "postgresql://:{s}@127.0.0.1:1/d",
        "postgresql://u:p@{s}@127.0.0.1:1/d", "postgresql://u:{s}@p@127.0.0.1:1/d", "postgresql://u:p/{s}@127.0.0.1:1/d",
        "postgresql://u:p#{s}@127.0.0.1:1/d", "postgresql://u:p?{s}@127.0.0.1:1/d",
        "postgresql://u:p?x={s}@127.0.0.1:1/d", "postgresql://u:p:{s}@127.0.0.1:1/d", "postgresql://u:p%{s}@127.0.0.1:1/d",
        "postgresql://u:p%2{s}@127.0.0.1:1/d", "postgresql://u:{s}%00@127.0.0.1:1/d",
        "postgresql://u:{s}%ff@127.0.0.1:1/d", "postgresql://u:{s}[@127.0.0.1:1/d", "postgresql://u:{s}\\@127.0.0.1:1/d",
        "postgresql://u:{s}@127.0.0.1:1,127.0.0.1:2/d", "postgresql://u@127.0.0.1:{s}/d",
        "postgresql://127.0.0.1:1/u:{s}@h", "postgresql://u@127.0.0.1:1/d/{s}", "postgresql://u@127.0.0.1:1/d#{s}",
        "postgresql://u@127.0.0.1:1/d?{s}", "postgresql://u@127.0.0.1:1/d?{s}=x",
        "postgresql://u@127.0.0.1:1/d?pasword={s}", "postgresql://u@127.0.0.1:1/d?sslmode={s}",
        "postgresql://u@127.0.0.1:1/d?connect_timeout={s}", "postgresql://u@127.0.0.1:1/d?options={s}",
        "postgresql://u@127.0.0.1:1/d?options=-c%20x%3D{s}", "postgresql://u@127.0.0.1:1/d?channel_binding={s}",
        "postgresql://u@127.0.0.1:1/d?passfile={s}", "postgresql://u@127.0.0.1:1/d?sslrootcert={s}",
        "postgresql://u@127.0.0.1:1/d?service={s}", "postgresql://u@127.0.0.1:1/d?sslpassword={s}",
        "postgresql://u@127.0.0.1:1/d?password={s}&password={s}", "postgresql://u:{s}@127.0.0.1:1/d?password=x",
        "postgresql://u@127.0.0.1:1/d?passfile=/no/{s}", "postgresql://u@127.0.0.1:1/d?application_name=x&{s}",
        "postgresql://{s}:p@127.0.0.1:1/d", "postgresql:u:{s}@127.0.0.1/d.db", "postgresql:/u:{s}@h/d.db",
        "postgresql:\\\\u:{s}@h\\d.db", "postgresq://u:{s}@h/d.db", "postgress://u:{s}@h/d.db", "//u:{s}@h/d.db", "u:{s}@h/d.sqlite",
        "u:{s}@h.db", "psql postgresql://u:{s}@h/d.db", "mysql://u:{s}@h/d.db",
        "mongodb://u:{s}@h/d.db", "mongodb+srv://u:{s}@h/d", "redis://:{s}@h:6379/0", "amqp://u:{s}@h/v", "https://u:{s}@h/w.db",
        "ftp://u:{s}@h/w.sqlite3", "s3://key:{s}@bucket/w.db", "file:///tmp/w.db?key={s}",
        "file:w.db?key={s}", "sqlite:///w.db?password={s}", "jdbc:postgresql://h/d?user=u&password={s}",
        "jdbc:redshift://h:5439/d;UID=u;PWD={s}", "jdbc:redshift:iam://h:5439/d?AccessKeyID=a&SecretAccessKey={s}",
        "redshift://u:{s}@h:5439/d", "redshift+psycopg2://u:{s}@h:5439/d", "jdbc:oracle:thin:scott/{s}@h:1521:x",
        "jdbc:sqlserver://h;user=sa;password={s}", "h:5439/dev?user=u&pasword={s}", "h:5439/dev;UID=u;PWD={s}",
        "host=127.0.0.1 port=1 dbname=d user=u password={s}", "user=y password={s} host=127.0.0.1 port=1 dbname=d",
        "host = 127.0.0.1 port = 1 dbname = d user = u password = {s}",
        "host='127.0.0.1' port='1' dbname='d' user='u' password='{s}'", "host=127.0.0.1 port=1 dbname=d user=u password='{s}",
        "host=127.0.0.1 port=1 dbname=d user=u password='a b {s}'",
        "host=127.0.0.1 port=1 dbname=d user=u password=a b{s}", "host=127.0.0.1 port=1 dbname=d user=u {s}",
        "host=127.0.0.1 dbname=d user=u pasword={s}", "host=127.0.0.1 user=u password={s}", "dbname=d user=u password={s}",
        "user=u password={s}", "password={s}", "pasword={s}", "PASSWORD={s}", "host=127.0.0.1 port={s} dbname=d", "host=u:{s}@h dbname=d",
        "host=postgresql://u:{s}@h/d", "service=x password={s}", "hostaddr=127.0.0.1 dbname=d password={s}",
        "host=127.0.0.1;port=1;dbname=d;user=u;password={s}", "Host=127.0.0.1;Port=1;Database=d;Username=u;Password={s}",
        "Server=127.0.0.1;Port=1;Database=d;User Id=u;Password={s};", "Host=127.0.0.1;Port=1;Database=d;Username=u;Password=\"{s}\"",
        "Host=127.0.0.1;Port=1;Database=d;Username=u;Password='{s}", "Host=127.0.0.1;Port=1;Database=d;Username=u;Passwort={s}",
        "Host=127.0.0.1;Port=1;Database=d;Username=u;{s}", "Host=127.0.0.1;Port=1;Database=d;Username=u;{s}=x",
        "Host=127.0.0.1;Port={s};Database=d", "Host=127.0.0.1;Database=d;SSL Mode={s}", "Host=127.0.0.1;Database=d;Timeout={s}",
        "Host=127.0.0.1;Database=d;Client Encoding={s}", "Host=127.0.0.1;Database=d;Search Path={s}",
        "Host=127.0.0.1;Database=d;SSL Password={s}", "Host=127.0.0.1;Database=d;Pass word={s}", "Host=127.0.0.1;Password={s}",
        "Host=127.0.0.1;Password={s};Password={s};Database=d", "Server=tcp:h,1433;Database=d;User ID=u;Password={s};Encrypt=True",
        "Data Source=h;Initial Catalog=d;User ID=u;Password={s}", "Data Source=w.db;Password={s}", "Data Source={s};Version=3;",
        "Filename=w.db;Password={s};x=w.db", "Driver={PostgreSQL};Server=h;Uid=u;Pwd={s};", "DSN=x;UID=u;PWD={s}",
        "Provider=SQLOLEDB;Data Source=h;Password={s}", "AccountName=a;AccountKey={s};EndpointSuffix=x.db", "PGPASSWORD={s} psql -h h d",
        "PGPASSWORD={s}", "export PGPASSWORD={s}; psql", "psql -h h -U u 'password={s}'", "--password={s}", "-p{s} --token={s}",
        "{\"host\":\"h\",\"password\":\"{s}\"}", "{\"host\":\"h\",\"pasword\":\"{s}\"}", "password: {s}", "host: h\npassword: {s}\n",
        "h:5432:d:u:{s}@", "machine h login u password={s}", "<add connectionString=\"Host=h;Password={s}\" />", "w.db;Password={s}",
        "w.db?password={s}",
        "w.db password={s}", "C:\\w.db;Password={s}", "./w.db;Password={s}", "Secret={s};w.sqlite", "token={s}&file=w.db",
        "w.db#password={s}",
        "127.0.0.1:5432:d:u:{s}", "*:*:*:u:{s}", "/tmp:5432:d:u:{s}", "\\:\\:1:5432:*:u:{s}", "u/{s}@h:5432/d", "u/{s}@[::1]:5432/d",
        "u/{s}@//h:5432/d",
        "user u password {s} host h", "host h user u password {s}", "password {s} user u", "machine h login u password {s}",
        "--host h --user u --password {s}",
    ];

    // Changes that a text may undergo before it is passed.
    private static readonly Func<string, string>[] Changes =
    [
        text => text,
        text => $"  {text}\n",
        text => text.Replace("{s}", "{S}", StringComparison.Ordinal).ToUpperInvariant(),
    ];

    /// <summary>All spellings, each with its own secret.</summary>
    public static IReadOnlyList<(string Text, string Secret)> All() =>
    [
        .. Forms.SelectMany(form => Changes.Select(change => change(form))).Distinct().Select((form, i) =>
        {
            var secret = string.Create(CultureInfo.InvariantCulture, $"Sesame{i:000}Open");
            return (form.Replace("{s}", secret, StringComparison.Ordinal).Replace("{S}", secret, StringComparison.Ordinal), secret);
        }),
    ];
}
