// Logs on with Krb5LoginModule, gets a service ticket with JGSS, and accepts it with a keytab.
// Arguments: user, password or the user's keytab after "keytab:", service principal as host@service, the service's
// keytab, service principal as Kerberos writes it.
import com.sun.security.auth.module.Krb5LoginModule;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

public final class Login {
    private static final String KRB5 = "1.2.840.113554.1.2.2";

    public static void main(String[] args) throws Exception {
        boolean keyed = args[1].startsWith("keytab:");
        Subject client = keyed ? holder(args[1].substring(7), args[0], true) : client(args[0], args[1]);
        byte[] token = Subject.doAs(client, (PrivilegedExceptionAction<byte[]>) () -> first(args[2]));
        System.out.println("TICKET");
        Subject service = holder(args[3], args[4], false);
        String who = Subject.doAs(service, (PrivilegedExceptionAction<String>) () -> accepted(token));
        System.out.println("ACCEPTED " + who);
    }

    private static byte[] first(String peer) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSName name = manager.createName(peer, GSSName.NT_HOSTBASED_SERVICE);
        GSSContext context = manager.createContext(name, new Oid(KRB5), null, GSSContext.DEFAULT_LIFETIME);
        return context.initSecContext(new byte[0], 0, 0);
    }

    private static String accepted(byte[] token) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSCredential own = manager.createCredential(
            null, GSSCredential.INDEFINITE_LIFETIME, new Oid(KRB5), GSSCredential.ACCEPT_ONLY);
        GSSContext context = manager.createContext(own);
        context.acceptSecContext(token, 0, token.length);
        return context.getSrcName().toString();
    }

    private static Subject client(String user, String password) throws Exception {
        CallbackHandler handler = callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback) ((NameCallback) callback).setName(user);
                if (callback instanceof PasswordCallback)
                    ((PasswordCallback) callback).setPassword(password.toCharArray());
            }
        };
        return login(new HashMap<>(), handler);
    }

    private static Subject holder(String keytab, String principal, boolean initiates) throws Exception {
        Map<String, Object> options = new HashMap<>();
        options.put("useKeyTab", "true");
        options.put("storeKey", "true");
        options.put("isInitiator", String.valueOf(initiates));
        options.put("keyTab", keytab);
        options.put("principal", principal);
        return login(options, null);
    }

    private static Subject login(Map<String, Object> options, CallbackHandler handler) throws Exception {
        Krb5LoginModule module = new Krb5LoginModule();
        Subject subject = new Subject();
        module.initialize(subject, handler, new HashMap<>(), options);
        module.login();
        module.commit();
        return subject;
    }
}
