package lenetspark.cluster;

import java.io.IOException;
import java.util.List;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;

/** Servlet filter that reads the user from a header, as behind an authenticating proxy, and refuses requests without one. */
public final class HeaderUserFilter implements Filter {

    /** Files that a process without the other test classes needs. */
    static final List<Class<?>> CLASSES = List.of(HeaderUserFilter.class, UserRequest.class);

    static final String HEADER = "X-Test-User";

    @Override
    public void init(FilterConfig config) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String user = ((HttpServletRequest) request).getHeader(HEADER);
        if (user == null) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        chain.doFilter(new UserRequest((HttpServletRequest) request, user), response);
    }

    private static final class UserRequest extends HttpServletRequestWrapper {
        private final String user;

        UserRequest(HttpServletRequest request, String user) {
            super(request);
            this.user = user;
        }

        @Override
        public String getRemoteUser() {
            return user;
        }
    }

    @Override
    public void destroy() {}
}
